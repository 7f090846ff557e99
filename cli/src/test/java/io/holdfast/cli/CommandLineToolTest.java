package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClientBuilder;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineToolTest {
    @Test
    void versionNamesTheBuild() {
        ToolRun run = ToolRun.of(Map.of(), "version");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).startsWith("holdfast " + Build.VERSION).endsWith("\n");
        assertThat(Build.VERSION).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void versionHasAJsonAndAYamlForm() {
        assertThat(ToolRun.of(Map.of(), "version", "-o", "json").out())
                .contains("\"version\" : \"" + Build.VERSION + "\"");
        assertThat(ToolRun.of(Map.of(), "version", "-o", "yaml").out()).contains("version: " + Build.VERSION);
    }

    @Test
    void lostOutputIsNoSuccess() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("no space left on device");
            }
        };
        int status = new CommandLineTool(new Surroundings(
                        Map.of(),
                        InputStream.nullInputStream(),
                        new PrintStream(new BufferedOutputStream(full), false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        HoldfastClientBuilder::build))
                .run("version");
        assertThat(status).isEqualTo(ExitStatus.UNAVAILABLE);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("error: OUTPUT_LOST: ");
    }

    @Test
    void nothingAtAllIsMisuse() {
        ToolRun run = ToolRun.of(Map.of());
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).startsWith("error: USAGE: which command?");
    }

    @Test
    void aMistypedCommandIsMisuseWithASuggestion() {
        ToolRun run = ToolRun.of(Map.of(), "stauts");
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("error: USAGE:").contains("status");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anUnknownFormatIsMisuse() {
        ToolRun run = ToolRun.of(Map.of(), "version", "-o", "xml");
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("xml");
    }

    @Test
    void helpListsEveryCommandThatIsNotHidden() {
        ToolRun run = ToolRun.of(Map.of(), "--help");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        for (Noun noun : Nouns.ALL) {
            if (noun.hidden()) {
                assertThat(run.out()).doesNotContain("  " + noun.name() + " ");
            } else {
                assertThat(run.out()).contains("  " + noun.name());
            }
        }
    }

    @Test
    void everyCommandHasHelp() {
        for (Noun noun : Nouns.ALL) {
            ToolRun run = ToolRun.of(Map.of(), noun.name(), "--help");
            assertThat(run.status()).as(noun.name()).isEqualTo(ExitStatus.DONE);
            assertThat(run.out()).as(noun.name()).contains("Usage: holdfast " + noun.name());
        }
    }

    @Test
    void completionKnowsTheVerbs() {
        ToolRun run = ToolRun.of(Map.of(), "completion");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains("complete -F").contains("--keys-only").contains("compact");
        assertThat(ToolRun.of(Map.of(), "completion", "zsh").out()).startsWith("autoload -U +X bashcompinit");
    }

    @Test
    void aCallWithoutACertificateSaysWhichFlagIsMissing() {
        ToolRun run = ToolRun.of(Map.of("HOLDFAST_ENDPOINTS", "127.0.0.1:1"), "kv", "get", "a");
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).startsWith("error: CONFIGURATION:").contains("HOLDFAST_CACERT");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void debugShowsTheStackTrace() {
        ToolRun run = ToolRun.of(Map.of("HOLDFAST_ENDPOINTS", "127.0.0.1:1"), "kv", "get", "a", "--debug");
        assertThat(run.err()).contains("\tat io.holdfast");
    }
}
