package io.holdfast.statemachine.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.statemachine.StateRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the files of {@code src/test/resources/transcripts}: each block is a command, a line {@code ----}, and what the
 * state answers, up to an empty line. {@code -Dtranscripts.update=true} writes the answers anew; the change is then
 * reviewed as a diff.
 */
class TranscriptTest {
    private static final Path FOLDER = Path.of("src/test/resources/transcripts");
    private static final boolean UPDATE = Boolean.getBoolean("transcripts.update");
    private static final String BAR = "----";

    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void theStateAnswersAsWritten(Path file) throws IOException {
        String expected = Files.readString(file);
        String actual = play(expected);
        if (UPDATE) {
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(UPDATE ? actual : expected);
        assertThat(actual).as("a transcript has commands").contains(BAR);
    }

    private static String play(String transcript) {
        Conversation conversation = new Conversation();
        StringBuilder out = new StringBuilder();
        for (String block : transcript.strip().split("\n\n+")) {
            if (block.startsWith("#")) {
                out.append(block).append("\n\n");
                continue;
            }
            String command = block.split("\n?" + BAR, 2)[0];
            out.append(command).append('\n').append(BAR).append('\n');
            out.append(conversation.answer(command)).append("\n\n");
            StateRules.check(conversation.image());
        }
        return out.toString().strip() + "\n";
    }
}
