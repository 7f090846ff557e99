package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What real nodes write down about their elections. */
class ElectionLogTest {
    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(RaftClusterView.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        log.setLevel(Level.INFO);
        log.setAdditive(false);
        log.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(appender);
        log.setAdditive(true);
        log.setLevel(null);
    }

    @Test
    void everyNodeSaysWhoLeadsAndWhyTheLeaderChanged() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            for (String id : cluster.ids()) {
                awaitLine("leader changed leader=\\S+ term=\\d+ after=\\d+ms was=none node=" + id
                        + " cause=\"this node started \\d+ ms ago\"");
            }
            String first = cluster.leader();
            lines.clear();
            cluster.crash(first);
            String second = cluster.leader();

            assertThat(second).isNotEqualTo(first);
            for (String id : cluster.ids()) {
                awaitLine("leader changed leader=\\S+ term=\\d+ after=\\d+ms was=" + first + " node=" + id
                        + " cause=\"(node " + first + " was (silent|heard)|this node did not run).*\"");
            }
        }
    }

    private void awaitLine(String pattern) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(lines).as(pattern).anyMatch(line -> line.matches(pattern)));
    }
}
