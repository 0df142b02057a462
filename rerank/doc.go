// Package rerank asks a language model on the ward's own network which of the
// procedures that are offered a visitor means most likely. It speaks the
// chat-completions interface that OpenAI made common and llama.cpp, vLLM and
// Ollama serve.
//
// The model is never a source of facts: it gets codes and names of the
// candidates, and the words, and its answer is one of these codes or nothing.
// Whatever else comes, or does not come in time, leaves our own order.
package rerank
