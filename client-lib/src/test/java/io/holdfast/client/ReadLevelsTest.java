package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Member.Role;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of a node for each consistency, and what the reply tells of the answer. */
@Timeout(60)
class ReadLevelsTest extends ClientFixture {
    private static final KeyRange KEYS = KeyRange.prefix(Bytes.utf8("k"));

    private final List<ReadLevel> levels = new CopyOnWriteArrayList<>();
    private FakeNode node = node("n1", new Recorder(null));
    private HoldfastClient client = client(pki.client(node.address()));
    private KeyValueClient kv = client.keyValue();

    /** Remembers the levels asked for and answers with the freshness given. */
    private final class Recorder implements FakeNode.Script {
        private final MapScript map = new MapScript();
        private final @Nullable Freshness freshness;

        Recorder(@Nullable Freshness freshness) {
            this.freshness = freshness;
        }

        @Override
        public void requests(FakeNode.Connection connection, List<Request> requests) {
            for (Request request : requests) {
                if (request instanceof Request.Read read) {
                    levels.add(read.level());
                    Outcome outcome = ((Result.Answered) map.answer(read)).outcome();
                    connection.results(List.of(new Result.Answered(read.id(), outcome, freshness)));
                } else {
                    connection.results(List.of(map.answer(request)));
                }
            }
        }
    }

    private void answering(Freshness freshness) {
        node = node("n2", new Recorder(freshness));
        client = client(pki.client(node.address()));
        kv = client.keyValue();
    }

    @BeforeEach
    void fill() {
        BlockingKeyValueClient blocking = kv.blocking();
        for (int i = 0; i < 5; i++) {
            blocking.put("k" + i, "v");
        }
    }

    /** What surprised users elsewhere: the default was the weak read, and nothing in the answer said so. */
    @Test
    void pain18_readsAreLinearizableUnlessAskedOtherwiseByNameAndTheReplySaysWhatItIs() {
        kv.get("k1").join();
        kv.range(KEYS).join();
        kv.getAll(KEYS, RangeOptions.DEFAULT, 10).join();
        kv.transaction().then(Op.get(Bytes.utf8("k1"))).commit().join();
        kv.blocking().get("k1");
        assertThat(levels).isNotEmpty().containsOnly(ReadLevel.LINEARIZABLE);
        GetReply strong = kv.get("k1").join();
        assertThat(strong.served()).isEqualTo(new Served("n1", Role.LEADER, Optional.of(Duration.ZERO)));
        answering(new Freshness(Role.FOLLOWER, 40));
        GetReply weak = kv.withConsistency(Consistency.bounded(Duration.ofMillis(100)))
                .get("k1")
                .join();
        assertThat(weak.served().node()).isEqualTo("n2");
        assertThat(weak.served().role()).isEqualTo(Role.FOLLOWER);
        assertThat(weak.served().staleness()).contains(Duration.ofMillis(40));
    }

    @Test
    void eachConsistencyAsksForItsLevel() {
        kv.withConsistency(Consistency.atLeast(3)).get("k1").join();
        kv.withConsistency(Consistency.bounded(Duration.ofSeconds(2)))
                .range(KEYS)
                .join();
        kv.withConsistency(Consistency.local()).get("k1").join();
        assertThat(levels).containsExactly(ReadLevel.atLeast(3), ReadLevel.bounded(2_000), ReadLevel.LOCAL);
    }

    @Test
    void aSessionReadAsksForTheHighestRevisionThisClientHasSeen() {
        long written = kv.put("k1", "new").join().revision();
        kv.withConsistency(Consistency.session()).get("k1").join();
        assertThat(levels).containsExactly(ReadLevel.atLeast(written));
    }

    @Test
    void theOptionsOfACallWinOverTheView() {
        KeyValueClient local = kv.withConsistency(Consistency.local());
        local.get(Bytes.utf8("k1"), ReadOptions.DEFAULT.consistency(Consistency.linearizable()))
                .join();
        local.range(KEYS, RangeOptions.DEFAULT.consistency(Consistency.atLeast(2)))
                .join();
        local.transaction()
                .then(Op.get(Bytes.utf8("k1")))
                .consistency(Consistency.bounded(Duration.ofMillis(7)))
                .commit()
                .join();
        local.blocking().get("k1");
        local.withTimeout(Duration.ofSeconds(3))
                .blocking()
                .withTimeout(Duration.ofSeconds(2))
                .get("k1");
        assertThat(levels)
                .containsExactly(
                        ReadLevel.LINEARIZABLE,
                        ReadLevel.atLeast(2),
                        ReadLevel.bounded(7),
                        ReadLevel.LOCAL,
                        ReadLevel.LOCAL);
    }

    @Test
    void laterPagesOfAWeakReadAreAskedForAtTheRevisionOfTheFirst() {
        kv.withConsistency(Consistency.local())
                .getAll(KEYS, RangeOptions.DEFAULT, 10)
                .join();
        assertThat(levels).containsExactly(ReadLevel.LOCAL, ReadLevel.atLeast(6));
    }

    @Test
    void aNodeThatCannotTellHowOldItsAnswerIsSaysSo() {
        answering(new Freshness(Role.LISTENER, Freshness.UNBOUNDED));
        RangeReply reply = kv.withConsistency(Consistency.local()).range(KEYS).join();
        assertThat(reply.served().staleness()).isEmpty();
        assertThat(reply.served().role()).isEqualTo(Role.LISTENER);
    }

    @Test
    void aTransactionThatWritesIsLinearizableWhateverTheViewSays() {
        TransactionReply reply = kv.withConsistency(Consistency.local())
                .transaction()
                .then(Op.put(Bytes.utf8("k1"), Bytes.utf8("w")))
                .commit()
                .join();
        assertThat(levels).isEmpty();
        assertThat(reply.served()).isEqualTo(Served.byLeader("n1"));
    }

    @Test
    void linearizableReadsAreSpreadOnlyWhenTheClientIsBuiltSo() {
        FakeNode other = node("n3", new Recorder(null));
        other.follow(node.asLeader(1));
        HoldfastClient spreading =
                client(pki.client(node.address(), other.address()).readFrom(ReadFrom.ANY));
        await().untilAsserted(() -> {
            spreading.keyValue().get("k1").join();
            assertThat(other.open()).isNotEmpty();
            assertThat(other.open().get(0).frames).isNotEmpty();
        });
        assertThat(levels).containsOnly(ReadLevel.LINEARIZABLE);
    }

    @Test
    void readFromIsTakenFromEnvironmentAndProperties() {
        Properties properties = new Properties();
        properties.setProperty("holdfast.read-from", "any");
        assertThat(pki.client(node.address()).properties(properties).config().readFrom())
                .isEqualTo(ReadFrom.ANY);
        HoldfastClientBuilder builder = pki.client(node.address());
        assertThat(builder.config().readFrom()).isEqualTo(ReadFrom.LEADER);
        assertThat(builder.fromEnvironment(Map.of("HOLDFAST_READ_FROM", "ANY"))
                        .config()
                        .readFrom())
                .isEqualTo(ReadFrom.ANY);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> builder.fromEnvironment(Map.of("HOLDFAST_READ_FROM", "follower")))
                .withMessageContaining("HOLDFAST_read-from")
                .withMessageContaining("leader or any");
    }

    @Test
    void senselessDemandsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Consistency.atLeast(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Consistency.bounded(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Consistency.bounded(Duration.ofDays(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> ReadOptions.DEFAULT.revision(-1));
        assertThat(Consistency.bounded(Duration.ofMillis(5))).hasToString("BOUNDED(5 ms)");
        assertThat(Consistency.atLeast(5)).isEqualTo(Consistency.atLeast(5)).isNotEqualTo(Consistency.atLeast(6));
    }
}
