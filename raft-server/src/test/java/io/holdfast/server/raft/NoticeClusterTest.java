package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.LockQuery;
import io.holdfast.server.port.NoticeHub.NoticeStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Elections of a real cluster: every node tells of their changes, and whoever then asks is told what they were. */
class NoticeClusterTest {
    private static final long SESSION = 0xa;
    private static final Topic TOPIC = new Topic(TopicKind.ELECTION, "active");
    private static final LockClaim CLAIM = new LockClaim(LockMode.LEADER, 1, 0, 0, 0, "", "me", 0, Bytes.utf8("here"));

    @TempDir
    Path folder;

    private long sequence;

    @Test
    void everyNodeTellsOfAChangeThatTheLinearizableAnswerThenHolds() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            cluster.write(TestCluster.encoded(
                    new SessionCommand.Open(SESSION, 120_000, "me", "spiffe://test/client/app", "127.0.0.1:1")));
            Map<String, NoticeStream> streams = new HashMap<>();
            for (String id : cluster.ids()) {
                NoticeStream stream = cluster.node(id).notices().open(() -> {});
                assertThat(stream.subscribe(TOPIC)).isTrue();
                streams.put(id, stream);
            }
            long head = changes(cluster, cluster.leader(), -1).head();

            once(cluster, new LockCommand.Acquire(SESSION, 1, TOPIC.name(), CLAIM, true));
            streams.forEach((id, stream) -> awaitNotice(stream));
            for (String id : cluster.ids()) {
                LockOutcome.Changes now = changes(cluster, id, head);
                assertThat(now.changes()).as(id).hasSize(1);
                assertThat(now.missed()).isFalse();
            }

            once(cluster, new LockCommand.Publish(SESSION, 1, TOPIC.name(), Bytes.utf8("there")));
            once(cluster, new LockCommand.Acquire(SESSION, 2, "other", CLAIM, true));
            streams.forEach((id, stream) -> {
                awaitNotice(stream);
                assertThat(stream.poll())
                        .as("the other election is not subscribed to")
                        .isNull();
            });
        }
    }

    private static void awaitNotice(NoticeStream stream) {
        assertThat(TestCluster.patiently().until(stream::poll, topic -> topic != null))
                .isEqualTo(TOPIC);
    }

    private static LockOutcome.Changes changes(TestCluster cluster, String node, long after) throws Exception {
        Outcome outcome = cluster.read(node, new LockQuery.Changes(TOPIC.name(), after, 0))
                .get(5, TimeUnit.SECONDS);
        assertThat(outcome).isInstanceOf(LockOutcome.Changes.class);
        return (LockOutcome.Changes) outcome;
    }

    private void once(TestCluster cluster, LockCommand command) {
        sequence++;
        Outcome outcome =
                cluster.write(TestCluster.encoded(new SessionCommand.Once(SESSION, sequence, sequence, command)));
        assertThat(outcome).isNotInstanceOf(Outcome.Rejection.class);
    }
}
