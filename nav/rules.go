package nav

// Rule names an interlock of Table.
type Rule string

// The rules.
const (
	RuleEStop     Rule = "estop"
	RuleResume    Rule = "resume"
	RuleLink      Rule = "link"
	RuleFault     Rule = "fault"
	RuleStray     Rule = "moves-by-itself"
	RuleStartup   Rule = "startup"
	RuleKeepOut   Rule = "keep-out"
	RuleLocalised Rule = "localised"
	RulePoseAge   Rule = "pose-age"
	RuleSigma     Rule = "sigma"
	RuleJump      Rule = "jump"
	RuleSettle    Rule = "settle"
	RuleBumper    Rule = "bumper"
	RuleHand      Rule = "hand"
	RuleStaffHold Rule = "staff-hold"
	RuleScreen    Rule = "screen"
	RuleCritical  Rule = "battery-critical"
	RuleLow       Rule = "battery-low"
	RuleQuiet     Rule = "quiet-hours"
	RuleTray      Rule = "tray"
	RuleTopSpeed  Rule = "top-speed"
	RuleZone      Rule = "zone-speed"
	RuleLastMetre Rule = "last-metres"
	RuleStuck     Rule = "stuck"
	RuleTries     Rule = "tries"
	RuleWrong     Rule = "wrong-place"
	RuleForbidden Rule = "forbidden-goal"
	RulePace      Rule = "escort-pace"
	RuleBehind    Rule = "escort-stop"
	RuleLost      Rule = "escort-lost"
	RuleWait      Rule = "escort-wait"
	RuleTogether  Rule = "escort-end"
	RuleManners   Rule = "manners"
	RuleServe     Rule = "serve"
	RuleDock      Rule = "dock-tries"
	RuleMusic     Rule = "music"
	RuleJog       Rule = "jog"
	RuleJogSpeed  Rule = "jog-speed"
	RuleDeadMan   Rule = "jog-dead-man"
	RuleLetGo     Rule = "jog-let-go"
	RuleJogClear  Rule = "jog-clear"
)

// rules are those that do not hold. There are none but in tests, which show
// that each of them matters.
type rules map[Rule]bool

func (r rules) on(rule Rule) bool { return !r[rule] }
