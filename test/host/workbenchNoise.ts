/** What the workbench logs about features that no test uses, and about native modules that it can do without. */
export const workbenchNoise = /AccountPolicyGate|AgentHost|ChatModelSelection|open-vsx\.org|spdlog|watchdog/;
