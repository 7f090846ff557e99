package io.holdfast.statemachine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is UTF-8 is what the JDK takes for it. */
class Utf8Test {
    private static final int[] INTERESTING = {
        0, 'a', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5,
        0xff
    };

    @Test
    void everySequenceOfInterestingBytesIsJudgedAsTheJdkDoes() {
        int count = INTERESTING.length;
        for (int i = 0; i < count * count * count * count; i++) {
            byte[] bytes = {
                (byte) INTERESTING[i % count],
                (byte) INTERESTING[i / count % count],
                (byte) INTERESTING[i / (count * count) % count],
                (byte) INTERESTING[i / (count * count * count)]
            };
            assertThat(Utf8.firstFault(bytes) < 0)
                    .as("%x", ByteBuffer.wrap(bytes).getInt())
                    .isEqualTo(isUtf8(bytes));
        }
    }

    @Test
    void randomBytesAreJudgedAsTheJdkDoes() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.appendCodePoint(random.nextInt(0xd800));
                text.appendCodePoint(0xe000 + random.nextInt(0x110000 - 0xe000));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            assertThat(Utf8.firstFault(bytes)).as("seed %d", seed).isNegative();
            if (bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(Utf8.firstFault(bytes) < 0).as("seed %d", seed).isEqualTo(isUtf8(bytes));
            }
        }
    }

    @Test
    void theFirstFaultIsWhereTheCharacterBegins() {
        assertThat(Utf8.firstFault("größe 鍵 🔑".getBytes(StandardCharsets.UTF_8)))
                .isNegative();
        assertThat(Utf8.firstFault(new byte[] {'a', (byte) 0xc3, (byte) 0xb6, (byte) 0xe9, (byte) 0x8d}))
                .isEqualTo(3);
    }

    private static boolean isUtf8(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        try {
            decoder.decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
