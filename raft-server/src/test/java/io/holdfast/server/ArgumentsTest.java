package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void flagsComeWithASpaceOrAnEqualsSign() throws Exception {
        Arguments arguments = Arguments.parse("--config", "a.yaml", "--ops-port=1", "--node", "n1");

        assertThat(arguments)
                .isEqualTo(new Arguments(
                        Arguments.Wish.SERVE, Path.of("a.yaml"), Map.of("--ops-port", "1", "--node", "n1")));
    }

    @Test
    void theFlagsWithoutValueSayWhatIsWanted() throws Exception {
        assertThat(Arguments.parse("--version").wish()).isEqualTo(Arguments.Wish.VERSION);
        assertThat(Arguments.parse("--help").wish()).isEqualTo(Arguments.Wish.HELP);
        assertThat(Arguments.parse("--config=a", "--print-config").wish()).isEqualTo(Arguments.Wish.PRINT_CONFIG);
    }

    @Test
    void whatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> Arguments.parse("start")).hasMessage("'start' is not expected here");
        assertThatThrownBy(() -> Arguments.parse("--config")).hasMessage("--config needs a value");
    }

    @Test
    void theVersionComesFromTheBuild() {
        assertThat(Build.VERSION).matches("\\d+\\.\\d+\\.\\d+.*");
    }
}
