package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.outcome.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers get, from nodes that speak the real protocol over real mutual TLS. */
@Timeout(60)
class HoldfastClientTest extends ClientFixture {
    @Test
    void keysArePutReadAndDeleted() {
        BlockingKeyValueClient kv = map();
        assertThat(kv.put("a", "1").revision()).isEqualTo(2);
        assertThat(kv.get("a").keyValue().map(KeyValue::value)).contains(Bytes.utf8("1"));
        assertThat(kv.put(Bytes.utf8("a"), Bytes.utf8("2"), PutOptions.DEFAULT.returningPrevious())
                        .previous()
                        .map(KeyValue::value))
                .contains(Bytes.utf8("1"));
        assertThat(kv.delete("a").deleted()).isEqualTo(1);
        assertThat(kv.get("a").keyValue()).isEmpty();
    }

    @Test
    void aTransactionAnswersOneReplyForEachOperationOfItsBranch() {
        BlockingKeyValueClient kv = map();
        TransactionReply reply = kv.transaction()
                .when(Condition.absent(Bytes.utf8("a")))
                .then(
                        Op.put(Bytes.utf8("a"), Bytes.utf8("1")),
                        Op.transaction(List.of(), List.of(Op.delete(Bytes.utf8("x"))), List.of()))
                .otherwise(Op.get(Bytes.utf8("a")))
                .commit();
        assertThat(reply.succeeded()).isTrue();
        assertThat(reply.replies().get(0)).isInstanceOf(PutReply.class);
        assertThat(((TransactionReply) reply.replies().get(1)).replies().get(0)).isInstanceOf(DeleteReply.class);
    }

    @Test
    void pagesAreReadLazilyAtTheRevisionOfTheFirst() {
        MapScript script = new MapScript();
        KeyValueClient async = client(pki.client(node("n1", script).address())).keyValue();
        BlockingKeyValueClient kv = async.blocking();
        for (int i = 0; i < 8; i++) {
            kv.put("k" + i, "v");
        }
        KeyRange range = KeyRange.prefix(Bytes.utf8("k"));
        assertThat(kv.stream(range, RangeOptions.DEFAULT)
                        .map(entry -> entry.key().utf8()))
                .containsExactly("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7");
        assertThat(script.revisionsRead()).containsExactly(0L, 9L, 9L);
        assertThat(kv.stream(range, RangeOptions.DEFAULT).findFirst()).isPresent();
        assertThat(script.revisionsRead()).as("one more page only").hasSize(4);
        RangePages pages = async.pages(range, RangeOptions.DEFAULT);
        assertThat(Stream.of(1, 2, 3)
                        .map(page -> pages.next().join().orElseThrow().count()))
                .as("only the first page is counted")
                .containsExactly(8L, 0L, 0L);
    }

    @Test
    void getAllGathersPagesUpToItsBoundAndSaysWhetherThereIsMore() {
        BlockingKeyValueClient kv = map();
        for (int i = 0; i < 8; i++) {
            kv.put("k" + i, "v");
        }
        KeyRange range = KeyRange.prefix(Bytes.utf8("k"));
        RangeReply some = kv.getAll(range, RangeOptions.DEFAULT, 5);
        assertThat(some.keyValues()).hasSize(5);
        assertThat(some.more()).isTrue();
        assertThat(some.count()).isEqualTo(8);
        RangeReply all = kv.getAll(range, RangeOptions.DEFAULT, 100);
        assertThat(all.keyValues()).hasSize(8);
        assertThat(all.more()).isFalse();
    }

    @Test
    void theClusterIsDescribed() {
        HoldfastClient client = client(pki.client(node("n1", new MapScript()).address()));
        assertThat(client.cluster().blocking().describe().name()).isEqualTo("demo");
        assertThat(client.cluster().leader()).map(leader -> leader.node()).contains("n1");
    }

    @Test
    void aRejectionCarriesReasonBoundAndRevision() {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> map().compact(100))
                .satisfies(rejected -> {
                    assertThat(rejected.reason()).isEqualTo(Reason.FUTURE_REVISION);
                    assertThat(rejected.bound()).isEqualTo(1);
                    assertThat(rejected.outcome()).isEqualTo(OperationOutcome.NOT_APPLIED);
                    assertThat(rejected.getStackTrace()[0].getClassName()).startsWith("io.holdfast.client");
                });
    }

    @Test
    void aFollowersHintLeadsToTheLeader() {
        FakeNode leader = node("n2", new MapScript());
        FakeNode follower = node("n1", (connection, requests) -> {
            throw new AssertionError("a follower was asked");
        });
        follower.follow(leader.asLeader(3));
        BlockingKeyValueClient kv =
                client(pki.client(follower.address())).keyValue().blocking();
        assertThat(kv.put("a", "1").revision()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(follower.open()).isEmpty());
    }
}
