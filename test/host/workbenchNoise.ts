/** What the workbench logs of features that no test is about, and of native modules that it works without. */
export const workbenchNoise = /AccountPolicyGate|AgentHost|ChatModelSelection|open-vsx\.org|spdlog|watchdog/;
