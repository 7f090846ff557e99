package io.holdfast.client.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a service starts with. */
class ConfigStartTest extends ConfigFixture {
    @Test
    void aServiceStartsWhileTheClusterIsAway() throws IOException {
        releases.publish("size: 7");
        ConfigClient first = client();
        first.bind("shop", pool());
        agenda.pass(SECOND);
        first.close();
        agenda.pass(SECOND);
        heard.clear();
        releases.down = true;
        agenda.pass(Duration.ofHours(1));
        ConfigHandle<Pool> handle = client().bind("shop", pool());
        agenda.pass(SECOND);
        assertThat(handle.ready()).isNotDone();
        agenda.pass(SECOND.multipliedBy(2));
        assertThat(handle.awaitReady(Duration.ZERO)).isEqualTo(new Pool(7));
        assertThat(handle.staleSince().orElseThrow())
                .as("when the file was last known to be right")
                .isEqualTo(Files.getLastModifiedTime(folder.resolve("shop.release"))
                        .toInstant());
        releases.down = false;
        releases.reconnect();
        agenda.pass(SECOND);
        assertThat(handle.staleSince()).isEmpty();
        assertThat(releases.row).isEqualTo(new Standing(1, 0, ""));
        assertThat(sizes()).containsExactly("->7");
    }

    @Test
    void aServiceThatStartsOnABadReleaseTakesTheLastGoodOne() {
        releases.publish("size: 7");
        ConfigClient first = client();
        first.bind("shop", pool());
        agenda.pass(SECOND);
        first.close();
        heard.clear();
        releases.publish("size: 1000");
        ConfigHandle<Pool> handle = client().bind("shop", pool());
        agenda.pass(Duration.ofMillis(500));
        assertThat(handle.awaitReady(Duration.ZERO)).isEqualTo(new Pool(7));
        assertThat(handle.rejection().orElseThrow().release()).isEqualTo(2);
        agenda.pass(Duration.ofMinutes(1));
        assertThat(releases.row).isEqualTo(new Standing(1, 2, "too many threads"));
        releases.publish("size: 8");
        agenda.pass(SECOND);
        assertThat(sizes()).containsExactly("->7", "7>8");
    }

    @Test
    void withoutAGoodReleaseABadOneIsToldToWhoeverWaits() {
        releases.publish("size: 1000");
        ConfigHandle<Pool> handle = client().bind("shop", pool());
        var waiting = handle.ready();
        agenda.pass(SECOND);
        assertThat(waiting).isCompletedExceptionally();
        releases.publish("size: 2");
        agenda.pass(SECOND);
        assertThat(handle.ready()).isCompletedWithValue(new Pool(2));
    }

    @Test
    void theFileIsReplacedOnlyByWhatWasApplied() throws IOException {
        releases.publish("size: 7");
        client().bind("shop", pool());
        agenda.pass(SECOND);
        releases.stage("size: 1000");
        agenda.pass(SECOND);
        LastKnownGood files = LastKnownGood.in(folder);
        assertThat(files.read("shop").orElseThrow().release().header().number()).isEqualTo(1);
        releases.abort();
        releases.publish("size: 8");
        agenda.pass(SECOND);
        assertThat(files.read("shop").orElseThrow().release().header().number()).isEqualTo(3);
    }
}
