package io.holdfast.statemachine.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UtcTest {
    @Test
    void momentsReadAsTheCalendarOfTheJdkHasThem() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long millis = (long) (random.nextDouble() * 253_402_300_799_999L);
            String expected =
                    Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
            assertThat(Utc.text(millis)).as("%s", millis).isEqualTo(expected);
        }
        assertThat(Utc.text(951_782_400_000L)).isEqualTo("2000-02-29T00:00:00Z");
    }
}
