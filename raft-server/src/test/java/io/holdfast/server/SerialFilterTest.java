package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Point;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the start script lets the Java machine deserialise: the exceptions Ratis sends from node to node. */
class SerialFilterTest {
    private final ObjectInputFilter filter = filter(RepositoryFile.read("scripts/holdfast-server"));

    static List<Exception> exceptionsOfRatis() {
        return List.of(
                new NotLeaderException(
                        RaftGroupMemberId.valueOf(RaftPeerId.valueOf("n1"), RaftGroupId.emptyGroupId()),
                        null,
                        List.of()),
                new CompletionException(new IOException("disk", new ConnectException("refused"))),
                new IllegalStateException("closed"));
    }

    @Test
    void theServerSetsTheSameFilterAsTheScript() {
        Matcher option = Pattern.compile("\"-Djdk\\.serialFilter=([^\"]+)\"")
                .matcher(RepositoryFile.read("scripts/holdfast-server"));
        assertThat(option.find()).isTrue();
        assertThat(option.group(1)).isEqualTo(SerialFilter.PATTERN);
    }

    @Test
    void aServerStartedWithoutTheScriptSetsTheFilterAndOneWithinAnotherProgramAsksForIt() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FilterProbe.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said)
                .contains("before=false")
                .contains("start it with -Djdk.serialFilter=")
                .contains("after=true")
                .contains("InvalidClassException");
    }

    /** A process of its own: a Java machine takes a filter only once. */
    static final class FilterProbe {
        public static void main(String... arguments) throws Exception {
            System.out.println("before=" + SerialFilter.check());
            SerialFilter.set();
            System.out.println("after=" + SerialFilter.check());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(new Point());
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                System.out.println("read " + in.readObject());
            } catch (InvalidClassException e) {
                System.out.println(e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("exceptionsOfRatis")
    void anExceptionOfRatisPasses(Exception sent) throws Exception {
        assertThat(readBack(sent)).hasSameClassAs(sent).hasToString(sent.toString());
    }

    @Test
    void anyOtherClassIsRefused() {
        for (Object other : List.of(new Point(), new Point[1])) {
            assertThatThrownBy(() -> readBack(other)).isInstanceOf(InvalidClassException.class);
        }
    }

    private Object readBack(Object sent) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(sent);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            in.setObjectInputFilter(filter);
            return in.readObject();
        }
    }

    private static ObjectInputFilter filter(String script) {
        Matcher option = Pattern.compile("\"-Djdk\\.serialFilter=([^\"]+)\"").matcher(script);
        assertThat(option.find()).isTrue();
        return ObjectInputFilter.Config.createFilter(option.group(1));
    }
}
