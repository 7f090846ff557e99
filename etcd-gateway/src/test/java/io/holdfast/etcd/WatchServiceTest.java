package io.holdfast.etcd;

import static io.holdfast.etcd.EtcdFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.etcd.EtcdFixture.Conversation;
import io.holdfast.etcd.proto.CompactionRequest;
import io.holdfast.etcd.proto.DeleteRangeRequest;
import io.holdfast.etcd.proto.PutRequest;
import io.holdfast.etcd.proto.WatchCancelRequest;
import io.holdfast.etcd.proto.WatchCreateRequest;
import io.holdfast.etcd.proto.WatchCreateRequest.FilterType;
import io.holdfast.etcd.proto.WatchProgressRequest;
import io.holdfast.etcd.proto.WatchRequest;
import io.holdfast.etcd.proto.WatchResponse;
import io.holdfast.etcd.proto.mvcc.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchServiceTest {
    private final EtcdFixture etcd = new EtcdFixture();
    private final Conversation<WatchRequest, WatchResponse> watch = etcd.open("etcdserverpb.Watch/Watch");

    @AfterEach
    void close() {
        etcd.close();
    }

    private static WatchCreateRequest.Builder prefix(String prefix) {
        ByteString end =
                utf8(prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1));
        return WatchCreateRequest.newBuilder().setKey(utf8(prefix)).setRangeEnd(end);
    }

    private WatchResponse create(WatchCreateRequest.Builder request) throws InterruptedException {
        watch.requests.onNext(
                WatchRequest.newBuilder().setCreateRequest(request).build());
        WatchResponse created = watch.next();
        assertThat(created.getCreated()).isTrue();
        return created;
    }

    private void delete(String key, String end) {
        etcd.call(
                "etcdserverpb.KV/DeleteRange",
                DeleteRangeRequest.newBuilder()
                        .setKey(utf8(key))
                        .setRangeEnd(utf8(end))
                        .build());
    }

    @Test
    void theEventsOfARevisionComeTogetherWithWhatWasBefore() throws Exception {
        etcd.put("k1", "a");
        etcd.put("k2", "b");
        WatchResponse created = create(prefix("k").setPrevKv(true));
        assertThat(created.getWatchId()).isZero();
        assertThat(created.getHeader().getRevision()).isEqualTo(3);
        delete("k", "l");
        WatchResponse deleted = watch.next();
        assertThat(deleted.getHeader().getRevision()).isEqualTo(4);
        assertThat(deleted.getEventsList()).hasSize(2).allMatch(event -> event.getType() == Event.EventType.DELETE);
        Event first = deleted.getEvents(0);
        assertThat(first.getKv().getModRevision()).isEqualTo(4);
        assertThat(first.getKv().getVersion()).isZero();
        assertThat(first.getPrevKv().getValue()).isEqualTo(utf8("a"));
    }

    @Test
    void historyIsWatchedFromARevisionAndFiltered() throws Exception {
        etcd.put("k", "a");
        delete("k", "l");
        etcd.put("k", "b");
        create(prefix("k").setStartRevision(2).addFilters(FilterType.NODELETE));
        assertThat(watch.next().getEventsList())
                .extracting(event -> event.getKv().getValue())
                .containsExactly(utf8("a"), utf8("b"));
        create(prefix("k").setStartRevision(2).addFilters(FilterType.NOPUT));
        WatchResponse deletes = watch.next();
        assertThat(deletes.getWatchId()).isOne();
        assertThat(deletes.getEventsList()).hasSize(1);
    }

    @Test
    void aRevisionOfTheFutureIsWaitedFor() throws Exception {
        create(prefix("k").setStartRevision(3));
        etcd.put("k", "a");
        etcd.put("k", "b");
        WatchResponse events = watch.next();
        assertThat(events.getEventsList()).hasSize(1);
        assertThat(events.getEvents(0).getKv().getValue()).isEqualTo(utf8("b"));
    }

    @Test
    void clientsChooseIdsAndWhatIsWrongIsSaidAsEtcdSaysIt() throws Exception {
        assertThat(create(prefix("k").setWatchId(7)).getWatchId()).isEqualTo(7);
        WatchResponse duplicate = create(prefix("k").setWatchId(7));
        assertThat(duplicate.getCanceled()).isTrue();
        assertThat(duplicate.getWatchId()).isEqualTo(-1);
        assertThat(duplicate.getCancelReason()).isEqualTo("mvcc: duplicate watch ID provided on the WatchStream");
        WatchResponse empty =
                create(WatchCreateRequest.newBuilder().setKey(utf8("b")).setRangeEnd(utf8("a")));
        assertThat(empty.getCanceled()).isTrue();
        assertThat(empty.getWatchId()).isEqualTo(-1);
        assertThat(empty.getCancelReason()).isEqualTo("mvcc: watcher range is empty");
        WatchResponse negative = create(prefix("k").setStartRevision(-5));
        assertThat(negative.getCanceled()).isTrue();
        assertThat(negative.getCancelReason()).isEqualTo("etcdserver: mvcc: required revision has been compacted");
    }

    @Test
    void belowTheFloorAWatchIsCreatedAndThenCancelledWithTheFloor() throws Exception {
        etcd.put("k", "a");
        etcd.put("k", "b");
        etcd.put("k", "c");
        etcd.call(
                "etcdserverpb.KV/Compact",
                CompactionRequest.newBuilder().setRevision(4).build());
        WatchResponse created = create(prefix("k").setStartRevision(2));
        assertThat(created.getCanceled()).isFalse();
        WatchResponse cancelled = watch.next();
        assertThat(cancelled.getCanceled()).isTrue();
        assertThat(cancelled.getCompactRevision()).isEqualTo(4);
        assertThat(cancelled.getCancelReason()).isEmpty();
        create(prefix("k").setStartRevision(4));
        assertThat(watch.next().getEvents(0).getKv().getValue()).isEqualTo(utf8("c"));
    }

    @Test
    void aCancelledWatchSaysSoAndAnUnknownOneNothing() throws Exception {
        create(prefix("k"));
        cancel(99);
        cancel(0);
        WatchResponse cancelled = watch.next();
        assertThat(cancelled.getCanceled()).isTrue();
        assertThat(cancelled.getWatchId()).isZero();
        etcd.put("k", "a");
        assertThat(create(prefix("k")).getWatchId())
                .as("ids are not used again")
                .isOne();
        assertThat(watch.isSilent()).isTrue();
    }

    private void cancel(long id) {
        watch.requests.onNext(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
                .build());
    }

    @Test
    void progressIsToldOfTheWholeStreamUpToTheNewestRevision() throws Exception {
        create(prefix("k"));
        etcd.put("other", "a");
        watch.requests.onNext(WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build());
        WatchResponse progress = watch.next();
        assertThat(progress.getWatchId()).isEqualTo(-1);
        assertThat(progress.getHeader().getRevision()).isEqualTo(2);
        assertThat(progress.getEventsList()).isEmpty();
    }

    @Test
    void aLargeRevisionIsCutInFragmentsForThoseWhoAskedAndWholeForOthers() throws Exception {
        ByteString large = ByteString.copyFrom(new byte[700_000]);
        for (int i = 0; i < 5; i++) {
            etcd.call(
                    "etcdserverpb.KV/Put",
                    PutRequest.newBuilder()
                            .setKey(utf8("k" + i))
                            .setValue(large)
                            .build());
        }
        create(prefix("k").setPrevKv(true));
        delete("k", "l");
        WatchResponse whole = watch.next();
        assertThat(whole.getEventsList()).hasSize(5);
        assertThat(whole.getFragment()).isFalse();
        create(prefix("k").setPrevKv(true).setFragment(true).setStartRevision(7));
        WatchResponse first = watch.next();
        WatchResponse second = watch.next();
        WatchResponse last = watch.next();
        assertThat(first.getFragment()).isTrue();
        assertThat(second.getFragment()).isTrue();
        assertThat(last.getFragment()).isFalse();
        assertThat(first.getEventsCount() + second.getEventsCount() + last.getEventsCount())
                .isEqualTo(5);
        assertThat(first.getSerializedSize()).isLessThan(3 << 19);
    }

    @Test
    void anEmptyKeyWithoutBoundIsEverything() throws Exception {
        create(WatchCreateRequest.newBuilder().setRangeEnd(ByteString.copyFrom(new byte[1])));
        etcd.put("anything", "a");
        assertThat(watch.next().getEventsList()).hasSize(1);
    }

    @Test
    void whoAsksForNothingMoreHearsOnUntilItsLastWatchEnds() throws Exception {
        create(prefix("k"));
        watch.requests.onCompleted();
        etcd.put("k1", "a");
        assertThat(watch.next().getEventsList()).hasSize(1);
        Conversation<WatchRequest, WatchResponse> other = etcd.open("etcdserverpb.Watch/Watch");
        other.requests.onNext(
                WatchRequest.newBuilder().setCreateRequest(prefix("k")).build());
        other.requests.onNext(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(0))
                .build());
        other.requests.onCompleted();
        assertThat(other.next().getCreated()).isTrue();
        assertThat(other.next().getCanceled()).isTrue();
        assertThat(other.end().isOk()).isTrue();
    }
}
