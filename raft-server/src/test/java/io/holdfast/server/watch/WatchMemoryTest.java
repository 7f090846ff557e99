package io.holdfast.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.port.WatchHub.WatchStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What idle watches cost. */
class WatchMemoryTest {
    private static final int STREAMS = 20;
    private static final int EACH = 5_000;
    private static final long ALL = (long) STREAMS * EACH;
    private static final long MOST_BYTES = 200L << 20;

    private final List<WatchStream> streams = new ArrayList<>();

    @Test
    void aHundredThousandIdleWatchesFitIntoTwoHundredMebibytes() {
        HubFixture fixture = new HubFixture();
        long before = retained();
        for (int i = 0; i < STREAMS; i++) {
            WatchStream stream = fixture.hub.open(() -> {});
            streams.add(stream);
            for (int number = 1; number <= EACH; number++) {
                stream.create(number, WatchSpec.of(range(i * EACH + number), 0));
            }
            fixture.run();
            if (i % 2 == 0) {
                readAll(stream);
            }
        }
        long bytes = retained() - before;

        assertThat(fixture.hub.count()).isEqualTo(ALL);
        assertThat(bytes)
                .as("retained by 100 000 watches, %s bytes each", bytes / ALL)
                .isBetween(1L, MOST_BYTES);

        streams.forEach(WatchStream::close);
        fixture.run();
        assertThat(fixture.hub.count()).isZero();
        // The tests before this one in the same JVM let go of things, or make things, meanwhile.
        assertThat(retained() - before).as("given back").isLessThan(bytes / 5);
    }

    /** Half of them keys, half of them prefixes, no two the same. */
    private static KeyRange range(int number) {
        Bytes key = Bytes.utf8(String.format("/services/region-1/app-%06d/config", number));
        return number % 2 == 0 ? KeyRange.single(key) : KeyRange.prefix(key);
    }

    private static void readAll(WatchStream stream) {
        int answers = 0;
        while (stream.poll(1 << 20) != null) {
            answers++;
        }
        assertThat(answers).isEqualTo(EACH);
    }

    private static long retained() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
