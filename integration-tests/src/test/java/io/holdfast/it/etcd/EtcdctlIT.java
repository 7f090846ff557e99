package io.holdfast.it.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.SharedCluster;
import io.holdfast.it.etcd.Etcdctl.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;
import org.slf4j.LoggerFactory;

/** Debian's etcdctl 3.4 against three nodes over mutual TLS, by way of the leader and by way of a follower. */
class EtcdctlIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final SharedCluster CLUSTER = SharedCluster.of(3);

    private static Path program = Path.of("etcdctl");

    private final ProcessCluster cluster = CLUSTER.get();

    /** By whom the calls come in. */
    private enum By {
        LEADER,
        FOLLOWER
    }

    @BeforeAll
    static void findTheProgram() {
        Optional<Path> found = EtcdctlProgram.find();
        if (found.isEmpty()) {
            String why = "SKIPPED: there is no etcdctl on this machine, and its package etcd-client cannot be fetched";
            LoggerFactory.getLogger(EtcdctlIT.class).warn(why);
            throw new TestAbortedException(why);
        }
        program = found.get();
    }

    private Etcdctl etcdctl(By by) {
        return at((by == By.LEADER ? cluster.leader() : cluster.follower()).clientAddress());
    }

    private Etcdctl everywhere() {
        return at(cluster.endpoints());
    }

    private Etcdctl at(String endpoints) {
        return new Etcdctl(program, cluster, endpoints, "tester");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPutIsGotByPrefixOrderLimitRevisionAndAsJson(By by) throws IOException {
        Etcdctl etcdctl = etcdctl(by);
        String prefix = by + "/kv/";
        for (String key : List.of("c", "a", "b")) {
            assertThat(etcdctl.out("put", prefix + key, "value " + key)).isEqualTo("OK\n");
        }
        assertThat(etcdctl.lines("get", "--prefix", prefix))
                .containsExactly(prefix + "a", "value a", prefix + "b", "value b", prefix + "c", "value c");
        assertThat(etcdctl.lines("get", "--prefix", prefix, "--order=DESCEND", "--limit=2", "--keys-only"))
                .containsExactly(prefix + "c", prefix + "b");
        assertThat(etcdctl.lines("get", "--prefix", prefix, "--sort-by=CREATE", "--order=ASCEND", "--keys-only"))
                .containsExactly(prefix + "c", prefix + "a", prefix + "b");
        assertThat(etcdctl.lines("get", "--from-key", prefix + "b", "--limit=1", "--print-value-only"))
                .containsExactly("value b");
        JsonNode answer = json(etcdctl.out("get", prefix + "a", "-w", "json"));
        JsonNode found = answer.path("kvs").path(0);
        assertThat(text(found.path("key"))).isEqualTo(prefix + "a");
        assertThat(text(found.path("value"))).isEqualTo("value a");
        assertThat(found.path("version").asLong()).isEqualTo(1);
        assertThat(answer.path("header").path("raft_term").asLong()).isPositive();
        String then = found.path("mod_revision").asText();
        assertThat(etcdctl.out("put", "--prev-kv", prefix + "a", "newer")).isEqualTo("OK\n" + prefix + "a\nvalue a\n");
        assertThat(etcdctl.lines("get", prefix + "a", "--rev=" + then)).containsExactly(prefix + "a", "value a");
        assertThat(etcdctl.lines("get", prefix + "a", "--consistency=s", "--print-value-only"))
                .containsExactly("newer");
        assertThat(etcdctl.lines("get", prefix + "none")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionTakesTheBranchItsComparesSay(By by) {
        Etcdctl etcdctl = etcdctl(by);
        String key = by + "/txn";
        String transaction = """
                create("%1$s") = "0"

                put %1$s first

                get %1$s
                put %1$s second

                """.formatted(key);
        assertThat(etcdctl.runWith(transaction, "txn").ok().out())
                .startsWith("SUCCESS")
                .contains("OK");
        assertThat(etcdctl.runWith(transaction, "txn").ok().out().lines().filter(line -> !line.isBlank()))
                .containsExactly("FAILURE", key, "first", "OK");
        assertThat(etcdctl.lines("get", key, "--print-value-only")).containsExactly("second");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDeletedIsCountedAndShown(By by) {
        Etcdctl etcdctl = etcdctl(by);
        String prefix = by + "/del/";
        etcdctl.out("put", prefix + 1, "one");
        etcdctl.out("put", prefix + 2, "two");
        assertThat(etcdctl.lines("del", "--prev-kv", prefix + 1)).containsExactly("1", prefix + "1", "one");
        assertThat(etcdctl.lines("del", "--prefix", prefix)).containsExactly("1");
        assertThat(etcdctl.lines("del", "--prefix", prefix)).containsExactly("0");
    }

    @ParameterizedTest
    @EnumSource
    void aWatchFromARevisionTellsWhatWasAndWhatComes(By by) throws IOException {
        Etcdctl etcdctl = etcdctl(by);
        String key = by + "/watch";
        etcdctl.out("put", key, "before");
        etcdctl.out("put", key, "1");
        long revision = json(etcdctl.out("get", key, "-w", "json"))
                .path("kvs")
                .path(0)
                .path("mod_revision")
                .asLong();
        try (Running watch = etcdctl.start("watch", "--prev-kv", "--rev=" + revision, key)) {
            assertThat(List.of(watch.line(), watch.line(), watch.line(), watch.line(), watch.line()))
                    .containsExactly("PUT", key, "before", key, "1");
            etcdctl.out("del", key);
            assertThat(List.of(watch.line(), watch.line(), watch.line(), watch.line(), watch.line()))
                    .containsExactly("DELETE", key, "1", key, "");
            assertThat(watch.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void leasesAreGrantedKeptAliveShownRevokedAndEnd(By by) {
        Etcdctl etcdctl = etcdctl(by);
        String prefix = by + "/lease/";
        String lease = granted(etcdctl, 100);
        etcdctl.out("put", "--lease=" + lease, prefix + "kept", "x");
        assertThat(etcdctl.out("lease", "keep-alive", "--once", lease))
                .isEqualTo("lease " + lease + " keepalived with TTL(100)\n");
        assertThat(etcdctl.out("lease", "timetolive", lease, "--keys"))
                .startsWith("lease " + lease + " granted with TTL(100s), remaining(")
                .endsWith("), attached keys([" + prefix + "kept])\n");
        assertThat(etcdctl.lines("lease", "list")).contains(lease);
        assertThat(etcdctl.out("lease", "revoke", lease)).isEqualTo("lease " + lease + " revoked\n");
        assertThat(etcdctl.lines("get", prefix + "kept")).isEmpty();
        assertThat(etcdctl.out("lease", "timetolive", lease)).isEqualTo("lease " + lease + " already expired\n");
        assertThat(etcdctl.refusal("lease", "revoke", lease)).contains("etcdserver: requested lease not found");

        String brief = granted(etcdctl, 2);
        etcdctl.out("put", "--lease=" + brief, prefix + "brief", "x");
        try (Running renewing = etcdctl.start("lease", "keep-alive", brief)) {
            // Three renewals, one a third of its life: longer than it lives without.
            for (int i = 0; i < 5; i++) {
                assertThat(renewing.line()).isEqualTo("lease " + brief + " keepalived with TTL(2)");
            }
            assertThat(etcdctl.lines("get", prefix + "brief", "--print-value-only"))
                    .containsExactly("x");
        }
        await("the end of a lease nobody renews")
                .atMost(Duration.ofSeconds(30))
                .until(() -> etcdctl.lines("get", prefix + "brief").isEmpty());
    }

    private static String granted(Etcdctl etcdctl, int seconds) {
        String said = etcdctl.out("lease", "grant", Integer.toString(seconds)).strip();
        assertThat(said).matches("lease [0-9a-f]{16} granted with TTL\\(" + seconds + "s\\)");
        return said.split(" ")[1];
    }

    @ParameterizedTest
    @EnumSource
    void aLockIsHeldByOneAtATime(By by) {
        Etcdctl etcdctl = etcdctl(by);
        String name = by + "/lock";
        try (Running first = etcdctl.start("lock", name)) {
            String held = first.line();
            assertThat(held).startsWith(name + "/");
            try (Running second = everywhere().start("lock", name)) {
                await("the second stands in line")
                        .until(() -> etcdctl.lines("get", "--prefix", name + "/", "--keys-only")
                                        .size()
                                == 2);
                assertThat(second.isSilent()).isTrue();
                first.interrupt();
                assertThat(second.line()).startsWith(name + "/").isNotEqualTo(held);
                second.interrupt();
            }
        }
        assertThat(etcdctl.lines("lock", name, "--", "echo", "while it is held"))
                .containsExactly("while it is held");
        await("nobody holds it")
                .until(() -> etcdctl.lines("get", "--prefix", name + "/").isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void anElectionHasOneLeaderAndObserversHearOfTheNext(By by) {
        Etcdctl etcdctl = etcdctl(by);
        String name = by + "/election";
        try (Running first = etcdctl.start("elect", name, "one")) {
            String key = first.line();
            assertThat(key).startsWith(name + "/");
            assertThat(first.line()).isEqualTo("one");
            try (Running observer = everywhere().start("elect", "--listen", name);
                    Running second = everywhere().start("elect", name, "two")) {
                assertThat(List.of(observer.line(), observer.line())).containsExactly(key, "one");
                await("the second stands in line")
                        .until(() -> etcdctl.lines("get", "--prefix", name + "/", "--keys-only")
                                        .size()
                                == 2);
                assertThat(second.isSilent()).isTrue();
                first.interrupt();
                assertThat(second.line()).startsWith(name + "/");
                assertThat(second.line()).isEqualTo("two");
                assertThat(observer.line()).startsWith(name + "/").isNotEqualTo(key);
                assertThat(observer.line()).isEqualTo("two");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCompactedCannotBeRead(By by) throws IOException {
        Etcdctl etcdctl = etcdctl(by);
        String key = by + "/compaction";
        etcdctl.out("put", key, "old");
        etcdctl.out("put", key, "new");
        long revision = json(etcdctl.out("get", key, "-w", "json"))
                .path("header")
                .path("revision")
                .asLong();
        assertThat(etcdctl.out("compaction", Long.toString(revision)))
                .isEqualTo("compacted revision " + revision + "\n");
        assertThat(etcdctl.refusal("get", key, "--rev=" + (revision - 1)))
                .contains("Error: etcdserver: mvcc: required revision has been compacted");
        assertThat(etcdctl.refusal("compaction", Long.toString(revision)))
                .contains("Error: etcdserver: mvcc: required revision has been compacted");
        assertThat(etcdctl.refusal("get", key, "--rev=" + (revision + 1_000_000)))
                .contains("Error: etcdserver: mvcc: required revision is a future revision");
        assertThat(etcdctl.lines("get", key, "--rev=" + revision, "--print-value-only"))
                .containsExactly("new");
    }

    @Test
    void membersAreListedAndEveryEndpointIsHealthyAndHoldsTheSame() throws IOException {
        Etcdctl etcdctl = everywhere();
        for (int i = 0; i < 20; i++) {
            etcdctl.out("put", "endpoint/" + i, "value " + i);
        }
        JsonNode members = json(etcdctl.out("member", "list", "-w", "json")).path("members");
        List<String> names = new ArrayList<>();
        members.forEach(member -> names.add(member.path("name").asText()));
        assertThat(names).containsExactlyInAnyOrder("n1", "n2", "n3");
        // By the addresses that the cluster itself names.
        assertThat(etcdctl.run("endpoint", "health", "--cluster").ok().out()
                        + etcdctl.run("endpoint", "health", "--cluster").ok().err())
                .contains("is healthy");
        List<Long> leaders = new ArrayList<>();
        JsonNode status = json(etcdctl.out("endpoint", "status", "-w", "json"));
        status.forEach(each -> leaders.add(each.path("Status").path("leader").asLong()));
        assertThat(leaders).hasSize(3).doesNotContain(0L);
        assertThat(leaders.stream().distinct()).hasSize(1);
        await("equal hashes").until(() -> {
            List<String> hashes = new ArrayList<>();
            json(etcdctl.out("endpoint", "hashkv", "-w", "json"))
                    .forEach(each ->
                            hashes.add(each.path("HashKV").toString().replaceAll("\"header\":\\{[^}]*},?", "")));
            return hashes.size() == 3 && hashes.stream().distinct().count() == 1;
        });
        assertThat(etcdctl.out("alarm", "list")).isEmpty();
        assertThat(etcdctl.run("defrag").ok().out()).contains("Finished defragmenting");
    }

    @ParameterizedTest
    @EnumSource
    void aSnapshotIsSavedByOperatorsOnly(By by) throws IOException {
        cluster.pki().operator("boss");
        etcdctl(by).out("put", by + "/snapshot", "x".repeat(100_000));
        String node = (by == By.LEADER ? cluster.leader() : cluster.follower()).clientAddress();
        Path file = cluster.directory().resolve(by + ".snapshot");
        Etcdctl operator = new Etcdctl(program, cluster, node, "boss");
        assertThat(operator.out("snapshot", "save", file.toString())).contains("Snapshot saved at " + file);
        assertThat(Files.size(file)).isGreaterThan(100_000);
        assertThat(etcdctl(by).refusal("snapshot", "save", file + ".again")).contains("etcdserver: permission denied");
    }

    @Test
    void leadershipIsMovedByTheLeaderOnly() throws IOException {
        cluster.pki().operator("boss");
        ServerProcess follower = cluster.follower();
        JsonNode members =
                json(everywhere().out("member", "list", "-w", "json")).path("members");
        String target = "";
        for (JsonNode member : members) {
            if (member.path("name").asText().equals(follower.node())) {
                target = Long.toHexString(member.path("ID").asLong());
            }
        }
        Etcdctl toFollower = new Etcdctl(program, cluster, follower.clientAddress(), "boss");
        assertThat(toFollower.refusal("move-leader", target)).contains("no leader endpoint given");
        Etcdctl everybody = new Etcdctl(program, cluster, cluster.endpoints(), "boss");
        assertThat(everybody.out("move-leader", target)).startsWith("Leadership transferred from");
        await("the other leads").until(() -> cluster.leader() == follower);
    }

    @Test
    void aNodeCertificateIsNotServed() {
        Etcdctl node = new Etcdctl(program, cluster, cluster.leader().clientAddress(), "n1");
        assertThat(node.refusal("get", "any")).contains("PermissionDenied");
    }

    /** A minute of a fixed load: it belongs to the long runs. */
    @Test
    @Tag("soak")
    void checkPerfPasses() {
        String said = etcdctl(By.LEADER).out("check", "perf", "--load=s");
        assertThat(said).contains("PASS: Throughput").doesNotContain("FAIL");
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
    }
}
