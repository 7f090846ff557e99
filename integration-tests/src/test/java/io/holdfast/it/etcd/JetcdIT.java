package io.holdfast.it.etcd;

import static io.holdfast.it.etcd.JetcdClient.get;
import static io.holdfast.it.etcd.JetcdClient.keys;
import static io.holdfast.it.etcd.JetcdClient.refused;
import static io.holdfast.it.etcd.JetcdClient.text;
import static io.holdfast.it.etcd.JetcdClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.kv.DeleteResponse;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.PutResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.lease.LeaseTimeToLiveResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.GetOption.SortOrder;
import io.etcd.jetcd.options.GetOption.SortTarget;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.TxnOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.support.CloseableClient;
import io.etcd.jetcd.support.Observers;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.SharedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys, watches and leases by jetcd-core 0.8.7, every call it has of them, against three nodes over mutual TLS. */
class JetcdIT {
    @RegisterExtension
    static final SharedCluster CLUSTER = SharedCluster.of(3);

    private final ProcessCluster cluster = CLUSTER.get();
    private Client client;
    private KV kv;

    @BeforeEach
    void openClient() {
        client = JetcdClient.of(cluster, "tester");
        kv = client.getKVClient();
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    private PutResponse put(String key, String value) {
        return get(kv.put(utf8(key), utf8(value)));
    }

    @Test
    void keysArePutGotAndDeletedWithEveryOption() {
        long first = put("kv/b", "1").getHeader().getRevision();
        put("kv/a", "2");
        put("kv/c", "3");
        PutResponse again = get(
                kv.put(utf8("kv/b"), utf8("4"), PutOption.builder().withPrevKV().build()));
        assertThat(text(again.getPrevKv().getValue())).isEqualTo("1");
        GetOption.Builder all = GetOption.builder().isPrefix(true);
        GetResponse found = get(kv.get(utf8("kv/"), all.build()));
        assertThat(keys(found.getKvs())).containsExactly("kv/a", "kv/b", "kv/c");
        assertThat(found.getCount()).isEqualTo(3);
        GetResponse two = get(kv.get(
                utf8("kv/"),
                GetOption.builder()
                        .isPrefix(true)
                        .withSortField(SortTarget.MOD)
                        .withSortOrder(SortOrder.DESCEND)
                        .withLimit(2)
                        .withKeysOnly(true)
                        .build()));
        assertThat(keys(two.getKvs())).containsExactly("kv/b", "kv/c");
        assertThat(two.isMore()).isTrue();
        assertThat(two.getKvs().get(0).getValue().isEmpty()).isTrue();
        KeyValue then = get(kv.get(
                        utf8("kv/b"), GetOption.builder().withRevision(first).build()))
                .getKvs()
                .get(0);
        assertThat(text(then.getValue())).isEqualTo("1");
        assertThat(then.getVersion()).isEqualTo(1);
        assertThat(then.getCreateRevision()).isEqualTo(then.getModRevision()).isEqualTo(first);
        GetOption counted = GetOption.builder()
                .withRange(utf8("kv/c"))
                .withCountOnly(true)
                .withSerializable(true)
                .build();
        await("a node that was asked has them")
                .until(() -> get(kv.get(utf8("kv/a"), counted)).getCount() == 2);
        GetOption young = GetOption.builder()
                .isPrefix(true)
                .withMinModRevision(first + 2)
                .withMaxCreateRevision(first)
                .build();
        assertThat(keys(get(kv.get(utf8("kv/"), young)).getKvs())).containsExactly("kv/b");
        DeleteResponse one = get(
                kv.delete(utf8("kv/a"), DeleteOption.builder().withPrevKV(true).build()));
        assertThat(one.getDeleted()).isEqualTo(1);
        assertThat(keys(one.getPrevKvs())).containsExactly("kv/a");
        assertThat(get(kv.delete(
                                utf8("kv/"),
                                DeleteOption.builder().isPrefix(true).build()))
                        .getDeleted())
                .isEqualTo(2);
        assertThat(get(kv.delete(utf8("kv/a"))).getDeleted()).isZero();
    }

    @Test
    void transactionsCompareAndTakeABranchNestedOnesToo() {
        long revision = put("txn/a", "1").getHeader().getRevision();
        ByteSequence key = utf8("txn/a");
        Op.TxnOp inner = Op.txn(
                new Cmp[] {new Cmp(key, Cmp.Op.EQUAL, CmpTarget.value(utf8("1")))},
                new Op[] {Op.put(utf8("txn/inner"), utf8("yes"), PutOption.DEFAULT)},
                new Op[] {});
        TxnResponse taken = get(kv.txn(TxnOption.DEFAULT)
                .If(
                        new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(1)),
                        new Cmp(key, Cmp.Op.LESS, CmpTarget.createRevision(revision + 1)),
                        new Cmp(key, Cmp.Op.NOT_EQUAL, CmpTarget.modRevision(revision + 1)),
                        new Cmp(key, Cmp.Op.GREATER, CmpTarget.value(utf8("0"))))
                .Then(
                        Op.get(key, GetOption.DEFAULT),
                        Op.put(utf8("txn/b"), utf8("2"), PutOption.DEFAULT),
                        Op.delete(utf8("txn/none"), DeleteOption.DEFAULT),
                        inner)
                .Else(Op.put(utf8("txn/else"), utf8("no"), PutOption.DEFAULT))
                .commit());
        assertThat(taken.isSucceeded()).isTrue();
        assertThat(keys(taken.getGetResponses().get(0).getKvs())).containsExactly("txn/a");
        assertThat(taken.getPutResponses()).hasSize(1);
        assertThat(taken.getDeleteResponses().get(0).getDeleted()).isZero();
        assertThat(taken.getTxnResponses().get(0).isSucceeded()).isTrue();
        assertThat(get(kv.get(utf8("txn/inner"))).getCount()).isEqualTo(1);
        TxnResponse other = get(kv.txn()
                .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(7)))
                .Then(Op.put(utf8("txn/then"), utf8("no"), PutOption.DEFAULT))
                .Else(Op.put(utf8("txn/else"), utf8("yes"), PutOption.DEFAULT))
                .commit());
        assertThat(other.isSucceeded()).isFalse();
        assertThat(get(kv.get(utf8("txn/then"))).getCount()).isZero();
        EtcdException twice = refused(kv.txn()
                .Then(Op.put(key, utf8("x"), PutOption.DEFAULT), Op.put(key, utf8("y"), PutOption.DEFAULT))
                .commit());
        assertThat(twice.getErrorCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(twice).hasMessageContaining("etcdserver: duplicate key given in txn request");
    }

    @Test
    void compactedRevisionsCannotBeReadOrWatched() throws Exception {
        long old = put("compact", "1").getHeader().getRevision();
        long current = put("compact", "2").getHeader().getRevision();
        get(kv.compact(
                current, CompactOption.builder().withCompactPhysical(true).build()));
        EtcdException refusal = refused(
                kv.get(utf8("compact"), GetOption.builder().withRevision(old).build()));
        assertThat(refusal.getErrorCode()).isEqualTo(ErrorCode.OUT_OF_RANGE);
        assertThat(refusal).hasMessageContaining("etcdserver: mvcc: required revision has been compacted");
        assertThat(refused(kv.compact(old))).hasMessageContaining("required revision has been compacted");
        Heard<WatchResponse> heard = new Heard<>();
        try (Watch.Watcher watcher = client.getWatchClient()
                .watch(
                        utf8("compact"),
                        WatchOption.builder().withRevision(old).build(),
                        Watch.listener(heard::answer, heard::error))) {
            assertThat(heard.failure())
                    .isInstanceOfSatisfying(
                            CompactedException.class,
                            compacted ->
                                    assertThat(compacted.getCompactedRevision()).isEqualTo(current));
            assertThat(watcher).isNotNull();
        }
    }

    @Test
    void watchesTellWhatWasAndWhatComesAndProgressWhenAsked() throws Exception {
        put("watch/a", "0");
        long from = put("watch/a", "1").getHeader().getRevision();
        Heard<WatchResponse> all = new Heard<>();
        Heard<WatchResponse> deletes = new Heard<>();
        WatchOption fromThere = WatchOption.builder()
                .isPrefix(true)
                .withRevision(from)
                .withPrevKV(true)
                .withCreateNotify(true)
                .withProgressNotify(true)
                .withRequireLeader(true)
                .build();
        WatchOption onlyDeletes =
                WatchOption.builder().isPrefix(true).withNoPut(true).build();
        Watch watch = client.getWatchClient();
        Watch.Watcher first = watch.watch(utf8("watch/"), fromThere, Watch.listener(all::answer, all::error));
        try (Watch.Watcher second =
                watch.watch(utf8("watch/"), onlyDeletes, Watch.listener(deletes::answer, deletes::error))) {
            assertThat(all.next().isCreatedNotify()).isTrue();
            WatchEvent was = all.next().getEvents().get(0);
            assertThat(was.getEventType()).isEqualTo(WatchEvent.EventType.PUT);
            assertThat(text(was.getPrevKV().getValue())).isEqualTo("0");
            second.requestProgress();
            assertThat(deletes.next().isProgressNotify()).isTrue();
            put("watch/b", "2");
            assertThat(text(all.next().getEvents().get(0).getKeyValue().getKey()))
                    .isEqualTo("watch/b");
            get(kv.delete(utf8("watch/"), DeleteOption.builder().isPrefix(true).build()));
            List<WatchEvent> both = all.next().getEvents();
            assertThat(both).extracting(WatchEvent::getEventType).containsOnly(WatchEvent.EventType.DELETE);
            assertThat(both).as("one revision comes in one message").hasSize(2);
            assertThat(deletes.next().getEvents()).hasSize(2);
            first.close();
            assertThat(first.isClosed()).isTrue();
            put("watch/c", "3");
            second.requestProgress();
            assertThat(deletes.next().isProgressNotify()).isTrue();
            assertThat(all.isSilent()).isTrue();
        }
    }

    @Test
    void leasesAreGrantedRenewedLookedAtRevokedAndEnd() throws Exception {
        Lease leases = client.getLeaseClient();
        long lease = get(leases.grant(100)).getID();
        get(kv.put(
                utf8("lease/kept"),
                utf8("x"),
                PutOption.builder().withLeaseId(lease).build()));
        assertThat(get(leases.keepAliveOnce(lease)).getTTL()).isEqualTo(100);
        LeaseTimeToLiveResponse life = get(leases.timeToLive(
                lease, LeaseOption.builder().withAttachedKeys().build()));
        assertThat(life.getGrantedTTL()).isEqualTo(100);
        assertThat(life.getTTL()).isBetween(1L, 100L);
        assertThat(life.getKeys()).extracting(JetcdClient::text).containsExactly("lease/kept");
        get(leases.revoke(lease));
        assertThat(get(kv.get(utf8("lease/kept"))).getCount()).isZero();
        assertThat(get(leases.timeToLive(lease, LeaseOption.DEFAULT)).getTTL()).isEqualTo(-1);
        assertThat(refused(leases.revoke(lease)).getErrorCode()).isEqualTo(ErrorCode.NOT_FOUND);
        EtcdException gone = refused(kv.put(
                utf8("lease/kept"),
                utf8("x"),
                PutOption.builder().withLeaseId(lease).build()));
        assertThat(gone).hasMessageContaining("etcdserver: requested lease not found");

        long brief = get(leases.grant(2, 20, TimeUnit.SECONDS)).getID();
        get(kv.put(
                utf8("lease/brief"),
                utf8("x"),
                PutOption.builder().withLeaseId(brief).build()));
        Heard<LeaseKeepAliveResponse> renewals = new Heard<>();
        try (CloseableClient renewing = leases.keepAlive(brief, Observers.observer(renewals::answer))) {
            for (int i = 0; i < 5; i++) {
                assertThat(renewals.next().getTTL()).isEqualTo(2);
            }
            assertThat(get(kv.get(utf8("lease/brief"))).getCount()).isEqualTo(1);
            assertThat(renewing).isNotNull();
        }
        await("the end of a lease nobody renews")
                .atMost(Duration.ofSeconds(30))
                .until(() -> get(kv.get(utf8("lease/brief"))).getCount() == 0);
    }

    @Test
    void whatIsRefusedIsRefusedInEtcdsWords() {
        List<EtcdException> refusals = new ArrayList<>();
        refusals.add(refused(kv.get(ByteSequence.EMPTY)));
        refusals.add(refused(kv.put(ByteSequence.EMPTY, utf8("x"))));
        refusals.add(refused(kv.delete(ByteSequence.EMPTY)));
        assertThat(refusals)
                .allSatisfy(refusal -> assertThat(refusal).hasMessageContaining("etcdserver: key is not provided"))
                .extracting(EtcdException::getErrorCode)
                .containsOnly(ErrorCode.INVALID_ARGUMENT);
        assertThat(refused(kv.put(utf8("large"), ByteSequence.from(new byte[2 << 20]))))
                .hasMessageContaining("etcdserver: request is too large");
        assertThat(refused(kv.get(
                        utf8("k"), GetOption.builder().withRevision(1L << 60).build())))
                .hasMessageContaining("etcdserver: mvcc: required revision is a future revision");
        EtcdException endless = refused(client.getLeaseClient().grant(10_000_000_000L));
        assertThat(endless.getErrorCode()).isEqualTo(ErrorCode.OUT_OF_RANGE);
        assertThat(endless).hasMessageContaining("etcdserver: too large lease TTL");
    }
}
