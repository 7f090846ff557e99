package io.holdfast.it.etcd;

import static io.holdfast.it.etcd.JetcdClient.get;
import static io.holdfast.it.etcd.JetcdClient.text;
import static io.holdfast.it.etcd.JetcdClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.support.CloseableClient;
import io.etcd.jetcd.support.Observers;
import io.etcd.jetcd.watch.WatchResponse;
import io.holdfast.it.cluster.Agreement;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.SharedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** jetcd while the leader is killed with kill -9 and comes back: nothing acknowledged is lost, nothing watched is missed. */
class JetcdFailoverIT {
    private static final int WRITERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final SharedCluster CLUSTER = SharedCluster.of(3);

    private final ProcessCluster cluster = CLUSTER.get();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong count = new AtomicLong();
    private final AtomicBoolean stopping = new AtomicBoolean();

    @Test
    void killingTheLeaderLosesNoAcknowledgedPutNoEventAndNoLeaseThatIsKeptAlive() throws Exception {
        try (Client client = JetcdClient.of(cluster, "tester")) {
            long lease = get(client.getLeaseClient().grant(10)).getID();
            long before = get(client.getKVClient()
                            .put(
                                    utf8("alive"),
                                    utf8("x"),
                                    PutOption.builder().withLeaseId(lease).build()))
                    .getHeader()
                    .getRevision();
            Queue<String> told = new ConcurrentLinkedQueue<>();
            Heard<LeaseKeepAliveResponse> renewals = new Heard<>();
            try (CloseableClient renewing =
                            client.getLeaseClient().keepAlive(lease, Observers.observer(renewals::answer));
                    Watch.Watcher watcher = client.getWatchClient()
                            .watch(
                                    utf8("kept/"),
                                    WatchOption.builder()
                                            .isPrefix(true)
                                            .withRevision(before)
                                            .build(),
                                    Watch.listener(response -> tell(response, told)))) {
                assertThat(renewing).isNotNull();
                assertThat(watcher).isNotNull();
                List<Thread> writers = startWriters(client);
                awaitMore(200);
                ServerProcess leader = cluster.leader();
                leader.kill();
                awaitMore(200);
                assertThat(cluster.leader()).isNotSameAs(leader);
                leader.start();
                cluster.awaitReady(leader);
                awaitMore(200);
                stopping.set(true);
                for (Thread writer : writers) {
                    writer.join(PATIENCE.toMillis());
                }
                assertNothingIsLost(client, told);
                assertThat(get(client.getKVClient().get(utf8("alive"))).getCount())
                        .as("what hangs on a lease that is kept alive")
                        .isEqualTo(1);
            }
        }
        Agreement.await(cluster);
    }

    private static void tell(WatchResponse response, Queue<String> told) {
        response.getEvents().forEach(event -> told.add(text(event.getKeyValue().getKey())));
    }

    private List<Thread> startWriters(Client client) {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String prefix = "kept/" + i + "/";
            Thread writer = new Thread(() -> write(client, prefix), "jetcd-writer-" + i);
            writer.setDaemon(true);
            writer.start();
            writers.add(writer);
        }
        return writers;
    }

    /** Each put has a key of its own: one that was not acknowledged may come late, and must not hide another. */
    private void write(Client client, String prefix) {
        for (long i = 0; !stopping.get(); i++) {
            String key = prefix + i;
            try {
                client.getKVClient().put(utf8(key), utf8("x")).get(20, TimeUnit.SECONDS);
                acknowledged.add(key);
                count.incrementAndGet();
            } catch (ExecutionException | TimeoutException e) {
                // While nobody leads a put may fail: then nothing was promised.
                Thread.onSpinWait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void awaitMore(long more) {
        long goal = count.get() + more;
        await("puts go on").atMost(PATIENCE).until(() -> count.get() >= goal);
    }

    private void assertNothingIsLost(Client client, Queue<String> told) {
        List<String> stored = JetcdClient.keys(get(client.getKVClient()
                        .get(
                                utf8("kept/"),
                                GetOption.builder()
                                        .isPrefix(true)
                                        .withKeysOnly(true)
                                        .build()))
                .getKvs());
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(600);
        assertThat(stored).containsAll(acknowledged);
        await("the watch tells of every key, once")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told).hasSameSizeAs(stored).containsAll(stored));
    }
}
