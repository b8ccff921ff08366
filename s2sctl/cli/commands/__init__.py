"""One file a command, or a family of commands: parse, wire, call one use case, answer."""
