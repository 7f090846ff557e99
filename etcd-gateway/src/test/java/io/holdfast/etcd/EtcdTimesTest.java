package io.holdfast.etcd;

import static io.holdfast.etcd.EtcdFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.holdfast.etcd.EtcdFixture.Conversation;
import io.holdfast.etcd.proto.LeaseKeepAliveRequest;
import io.holdfast.etcd.proto.LeaseKeepAliveResponse;
import io.holdfast.etcd.proto.WatchCreateRequest;
import io.holdfast.etcd.proto.WatchRequest;
import io.holdfast.etcd.proto.WatchResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens after a while, which passes when the test says so. */
class EtcdTimesTest {
    private static final String WATCH = "etcdserverpb.Watch/Watch";

    private final BlockingQueue<Runnable> progress = new LinkedBlockingQueue<>();
    private final BlockingQueue<Runnable> leaderless = new LinkedBlockingQueue<>();
    private final EtcdFixture etcd = new EtcdFixture(new EtcdGatewayModule(progress::add, leaderless::add));

    @AfterEach
    void close() {
        etcd.close();
    }

    private static void passes(BlockingQueue<Runnable> later) throws InterruptedException {
        Runnable due = later.poll(20, TimeUnit.SECONDS);
        assertThat(due).as("something that waits for its time").isNotNull();
        due.run();
    }

    private static WatchRequest create(String key, boolean tellsProgress) {
        return WatchRequest.newBuilder()
                .setCreateRequest(
                        WatchCreateRequest.newBuilder().setKey(utf8(key)).setProgressNotify(tellsProgress))
                .build();
    }

    @Test
    void aWatchThatWantsToHearOfProgressDoesUnlessItHadEvents() throws Exception {
        Conversation<WatchRequest, WatchResponse> watch = etcd.open(WATCH);
        watch.requests.onNext(create("quiet", true));
        watch.requests.onNext(create("busy", true));
        watch.requests.onNext(create("other", false));
        for (int i = 0; i < 3; i++) {
            assertThat(watch.next().getCreated()).isTrue();
        }
        etcd.put("busy", "a");
        assertThat(watch.next().getEventsList()).hasSize(1);
        passes(progress);
        WatchResponse told = watch.next();
        assertThat(told.getWatchId()).isZero();
        assertThat(told.getEventsList()).isEmpty();
        assertThat(told.getHeader().getRevision()).isEqualTo(2);
        passes(progress);
        assertThat(watch.next().getWatchId() + watch.next().getWatchId())
                .as("both were quiet since")
                .isOne();
    }

    @Test
    void streamsThatWantALeaderEndOnceThereIsNoneForAWhile() throws Exception {
        Channel wanting = etcd.wantingALeader();
        Conversation<WatchRequest, WatchResponse> watch = etcd.open(WATCH, wanting, CallOptions.DEFAULT);
        Conversation<WatchRequest, WatchResponse> indifferent = etcd.open(WATCH);
        Conversation<LeaseKeepAliveRequest, LeaseKeepAliveResponse> alive =
                etcd.open("etcdserverpb.Lease/LeaseKeepAlive", wanting, CallOptions.DEFAULT);
        watch.requests.onNext(create("a", false));
        indifferent.requests.onNext(create("a", false));
        alive.requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(9).build());
        assertThat(watch.next().getCreated()).isTrue();
        assertThat(indifferent.next().getCreated()).isTrue();
        assertThat(alive.next().getTTL()).isZero();
        etcd.core.leaderIs(null);
        etcd.core.leaderIs(FakeCore.LEADER);
        passes(leaderless);
        etcd.put("a", "1");
        assertThat(watch.next().getEventsList()).as("it came back in time").hasSize(1);
        etcd.core.leaderIs(null);
        passes(leaderless);
        assertThat(watch.end().getDescription()).isEqualTo("etcdserver: no leader");
        assertThat(alive.end().getDescription()).isEqualTo("etcdserver: no leader");
        assertThat(indifferent.next().getEventsList()).hasSize(1);
    }
}
