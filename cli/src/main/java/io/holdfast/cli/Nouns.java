package io.holdfast.cli;

import java.util.List;

/** Every first word that the tool knows, in the order in which help lists them. */
final class Nouns {
    static final List<Noun> ALL = List.of(
            new Noun("version", "Print the version of this tool", VersionCommand::new),
            new Noun("completion", "Print a completion script for bash or zsh", CompletionCommand::new),
            new Noun("warm-up", "", WarmUpCommand::new));

    private Nouns() {}
}
