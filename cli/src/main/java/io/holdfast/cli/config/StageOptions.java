package io.holdfast.cli.config;

import io.holdfast.cli.shell.CliException;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say whom a release concerns at first. */
final class StageOptions {
    private static final Stage EVERYBODY = new Stage(List.of(), 100, 0);

    @Option(
            names = "--stage",
            paramLabel = "WHOM",
            description =
                    "For these clients only: label=NAME[=VALUE], or percent=N of all. May be repeated: any of them.")
    private List<String> stages = new ArrayList<>();

    @Option(
            names = "--halt-at",
            paramLabel = "N",
            description = "The rollout halts by itself once so many clients rejected the release.")
    private @Nullable Integer haltAt;

    /** Whether anything was asked for. */
    boolean given() {
        return !stages.isEmpty() || haltAt != null;
    }

    /** What was asked for; empty for everybody. */
    Optional<Stage> stage() {
        if (stages.isEmpty()) {
            if (haltAt != null) {
                throw CliException.usage("--halt-at is for a release with --stage");
            }
            return Optional.empty();
        }
        return Optional.of(over(EVERYBODY));
    }

    /** What was asked for, over a stage that says what was not. */
    Stage over(Stage other) {
        int halt = haltAt == null ? other.haltAt() : haltAt;
        if (halt < 0) {
            throw CliException.usage("--halt-at must not be negative");
        }
        if (stages.isEmpty()) {
            return new Stage(other.labels(), other.percent(), halt);
        }
        List<Label> labels = new ArrayList<>();
        int percent = 0;
        for (String text : stages) {
            if (text.startsWith("label=") && text.length() > "label=".length()) {
                labels.add(label(text.substring("label=".length())));
            } else if (text.startsWith("percent=")) {
                percent = Math.max(percent, percent(text.substring("percent=".length())));
            } else {
                throw CliException.usage("--stage takes label=NAME, label=NAME=VALUE or percent=N, not '" + text + "'");
            }
        }
        return new Stage(labels.stream().distinct().sorted().toList(), percent, halt);
    }

    /** {@code region=eu}, or a name alone. */
    static Label label(String text) {
        int equals = text.indexOf('=');
        return equals < 0 ? new Label(text, "") : new Label(text.substring(0, equals), text.substring(equals + 1));
    }

    private static int percent(String text) {
        try {
            int percent = Integer.parseInt(text);
            if (percent >= 0 && percent <= 100) {
                return percent;
            }
        } catch (NumberFormatException e) {
            throw CliException.usage("USAGE", "percent=N takes a whole number, not '" + text + "'", e);
        }
        throw CliException.usage("percent=N takes 0 to 100, not " + text);
    }
}
