package io.holdfast.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"spiffe://demo/node/n1", "spiffe://a.b-c_1/client/Orders.v2", "spiffe://0/operator/ann-maria_7"})
    void anIdentityReadsBackAsItIsWritten(String uri) throws IdentityException {
        Principal principal = Principal.parse(uri);

        assertThat(principal).hasToString(uri);
        assertThat(principal.uri()).hasToString(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spiffe://",
                "spiffe://demo",
                "spiffe://demo/node",
                "spiffe://demo/node/",
                "spiffe://demo/node/n1/",
                "spiffe://demo/node/n1/x",
                "spiffe:///node/n1",
                "spiffe://demo/NODE/n1",
                "spiffe://demo/root/n1",
                "SPIFFE://demo/node/n1",
                "http://demo/node/n1",
                "spiffe://Demo/node/n1",
                "spiffe://demo/node/..",
                "spiffe://demo/node/n1.",
                "spiffe://demo-/node/n1",
                "spiffe://demo/node/n%31",
                "spiffe://demo/node/n1?x=y",
                "spiffe://demo/node/n1#x",
                "spiffe://demo/node/n 1",
                "spiffe://demo/node/n1\n",
                "spiffe://demo:7400/node/n1",
                "spiffe://me@demo/node/n1"
            })
    void anyOtherShapeIsRefusedWithTheShapeExpected(String uri) {
        assertThatThrownBy(() -> Principal.parse(uri))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("expected spiffe://<cluster>/node|client|operator/<name>");
    }

    @Test
    void aNameEndsAt63Characters() {
        assertThat(new Principal("demo", Role.NODE, "n".repeat(63)).name()).hasSize(63);
        assertThatThrownBy(() -> new Principal("demo", Role.NODE, "n".repeat(64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node id 'nnn")
                .hasMessageContaining("1 to 63 characters");
    }

    @Test
    void aRefusalOfHostileTextIsOnePrintableBoundedLine() {
        String hostile = "spiffe://demo/node/\r\n\u001b[31mroot logged in" + "x".repeat(10_000);

        assertThatThrownBy(() -> Principal.parse(hostile))
                .isInstanceOfSatisfying(
                        IdentityException.class,
                        refusal -> assertThat(refusal.getMessage())
                                .hasSizeLessThan(800)
                                .matches("[\\x20-\\x7e]+"));
    }

    @Test
    void randomTextIsEitherRefusedOrReadsBackAsItself() {
        long seed = 20_261_122L;
        Random random = new Random(seed);
        String alphabet = "spiffe://demo/node/client/n1A._-%@:\n\0é";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "spiffe://demo/" : "");
            for (int i = random.nextInt(24); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertReadsBackOrIsRefused(text.toString(), seed, round);
        }
    }

    private static void assertReadsBackOrIsRefused(String text, long seed, int round) {
        try {
            assertThat(Principal.parse(text).toString())
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(text);
        } catch (IdentityException refusal) {
            assertThat(refusal.offered()).as("seed %d round %d", seed, round).startsWith("identity '");
        }
    }
}
