package io.holdfast.it.etcd;

import static io.holdfast.it.etcd.JetcdClient.get;
import static io.holdfast.it.etcd.JetcdClient.refused;
import static io.holdfast.it.etcd.JetcdClient.text;
import static io.holdfast.it.etcd.JetcdClient.utf8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.etcd.jetcd.Auth;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Cluster;
import io.etcd.jetcd.Election;
import io.etcd.jetcd.Lock;
import io.etcd.jetcd.Maintenance;
import io.etcd.jetcd.auth.Permission;
import io.etcd.jetcd.cluster.Member;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.election.CampaignResponse;
import io.etcd.jetcd.election.LeaderResponse;
import io.etcd.jetcd.election.NoLeaderException;
import io.etcd.jetcd.election.NotLeaderException;
import io.etcd.jetcd.lock.LockResponse;
import io.etcd.jetcd.maintenance.AlarmMember;
import io.etcd.jetcd.maintenance.AlarmType;
import io.etcd.jetcd.maintenance.HashKVResponse;
import io.etcd.jetcd.maintenance.SnapshotResponse;
import io.etcd.jetcd.maintenance.StatusResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.support.Observers;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.SharedCluster;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Locks, elections, members, maintenance and users by jetcd-core 0.8.7, every call it has of them, against three nodes. */
class JetcdServicesIT {
    @RegisterExtension
    static final SharedCluster CLUSTER = SharedCluster.of(3);

    private final ProcessCluster cluster = CLUSTER.get();
    private Client client;

    @BeforeEach
    void openClient() {
        cluster.pki().operator("boss");
        client = JetcdClient.of(cluster, "boss");
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    private long lease() {
        return get(client.getLeaseClient().grant(120)).getID();
    }

    private long contenders(String name) {
        return get(client.getKVClient()
                        .get(
                                utf8(name + "/"),
                                GetOption.builder().isPrefix(true).build()))
                .getCount();
    }

    @Test
    void aLockHasOneHolderAndGoesToTheNextInLine() {
        Lock locks = client.getLockClient();
        ByteSequence name = utf8("job");
        LockResponse first = get(locks.lock(name, lease()));
        assertThat(text(first.getKey())).startsWith("job/");
        CompletableFuture<LockResponse> second = locks.lock(name, lease());
        await("the second stands in line").until(() -> contenders("job") == 2);
        assertThat(second).isNotDone();
        get(locks.unlock(first.getKey()));
        ByteSequence held = get(second).getKey();
        assertThat(held).isNotEqualTo(first.getKey());
        get(locks.unlock(held));
        assertThat(contenders("job")).isZero();
        assertThat(refused(locks.lock(name, 0x7777))).hasMessageContaining("etcdserver: requested lease not found");
    }

    @Test
    void anElectionIsWonProclaimedObservedAndResigned() throws Exception {
        Election election = client.getElectionClient();
        ByteSequence name = utf8("office");
        assertThat(causeOf(election.leader(name))).isInstanceOf(NoLeaderException.class);
        CampaignResponse first = get(election.campaign(name, lease(), utf8("one")));
        assertThat(text(first.getLeader().getName())).isEqualTo("office");
        Heard<LeaderResponse> observed = new Heard<>();
        election.observe(name, new Election.Listener() {
            @Override
            public void onNext(LeaderResponse response) {
                observed.answer(response);
            }

            @Override
            public void onError(Throwable error) {
                observed.error(error);
            }

            @Override
            public void onCompleted() {}
        });
        assertThat(text(observed.next().getKv().getValue())).isEqualTo("one");
        get(election.proclaim(first.getLeader(), utf8("uno")));
        assertThat(text(observed.next().getKv().getValue())).isEqualTo("uno");
        assertThat(text(get(election.leader(name)).getKv().getValue())).isEqualTo("uno");
        CompletableFuture<CampaignResponse> second = election.campaign(name, lease(), utf8("two"));
        await("the second stands in line").until(() -> contenders("office") == 2);
        assertThat(second).isNotDone();
        get(election.resign(first.getLeader()));
        assertThat(get(second).getLeader().getRevision())
                .isGreaterThan(first.getLeader().getRevision());
        assertThat(text(observed.next().getKv().getValue())).isEqualTo("two");
        assertThat(causeOf(election.proclaim(first.getLeader(), utf8("late")))).isInstanceOf(NotLeaderException.class);
        get(election.resign(get(second).getLeader()));
    }

    private static Throwable causeOf(CompletableFuture<?> call) {
        try {
            throw new AssertionError("answered instead of refused: " + call.get(30, TimeUnit.SECONDS));
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the call was not answered", e);
        } catch (ExecutionException e) {
            return requireNonNull(e.getCause());
        }
    }

    @Test
    void membersAreListedAndAreNotChangedThisWay() {
        Cluster members = client.getClusterClient();
        List<Member> listed = get(members.listMember()).getMembers();
        assertThat(listed).extracting(Member::getName).containsExactlyInAnyOrder("n1", "n2", "n3");
        assertThat(listed)
                .allSatisfy(member -> assertThat(member.getClientURIs().get(0)).hasScheme("https"));
        List<URI> peer = List.of(URI.create("https://127.0.0.1:1"));
        long any = listed.get(0).getId();
        assertThat(List.of(
                        refused(members.addMember(peer)),
                        refused(members.addMember(peer, true)),
                        refused(members.removeMember(any)),
                        refused(members.updateMember(any, peer)),
                        refused(members.promoteMember(any))))
                .allSatisfy(refusal -> assertThat(refusal).hasMessageContaining("holdfast: "))
                .extracting(EtcdException::getErrorCode)
                .containsOnly(ErrorCode.UNIMPLEMENTED);
    }

    @Test
    void everyMemberSaysHowItIsAndHoldsTheSame() {
        Maintenance maintenance = client.getMaintenanceClient();
        get(client.getKVClient().put(utf8("hash"), utf8("me")));
        List<String> urls = cluster.nodes().stream().map(JetcdClient::url).toList();
        List<StatusResponse> status =
                urls.stream().map(url -> get(maintenance.statusMember(url))).toList();
        assertThat(status).extracting(StatusResponse::getVersion).containsOnly("3.6.0");
        assertThat(status).extracting(StatusResponse::getErrorList).containsOnly(List.of());
        assertThat(status.stream().map(StatusResponse::getLeader).distinct())
                .hasSize(1)
                .doesNotContain(0L);
        assertThat(status).allSatisfy(each -> assertThat(each.getRaftTerm()).isPositive());
        long revision = get(client.getKVClient().put(utf8("hash"), utf8("too")))
                .getHeader()
                .getRevision();
        await("all have the revision")
                .until(() -> urls.stream()
                        .allMatch(url ->
                                get(maintenance.statusMember(url)).getHeader().getRevision() >= revision));
        List<Integer> hashes = urls.stream()
                .map(url -> get(maintenance.hashKV(url, revision)))
                .map(HashKVResponse::getHash)
                .distinct()
                .toList();
        assertThat(hashes).hasSize(1);
        assertThat(get(maintenance.listAlarms()).getAlarms()).isEmpty();
        assertThat(get(maintenance.alarmDisarm(new AlarmMember(status.get(0).getLeader(), AlarmType.NOSPACE)))
                        .getAlarms())
                .isEmpty();
        urls.forEach(url -> assertThat(get(maintenance.defragmentMember(url))).isNotNull());
    }

    @Test
    void usersAndRolesAreAnsweredAsByAnEtcdWithoutAuthentication() {
        Auth auth = client.getAuthClient();
        ByteSequence name = utf8("root");
        assertThat(refused(auth.authEnable())).hasMessageContaining("etcdserver: root user does not exist");
        assertThat(List.of(
                        refused(auth.authDisable()),
                        refused(auth.userAdd(name, name)),
                        refused(auth.userDelete(name)),
                        refused(auth.userChangePassword(name, name)),
                        refused(auth.userGet(name)),
                        refused(auth.userList()),
                        refused(auth.userGrantRole(name, name)),
                        refused(auth.userRevokeRole(name, name)),
                        refused(auth.roleAdd(name)),
                        refused(auth.roleGrantPermission(name, name, name, Permission.Type.READWRITE)),
                        refused(auth.roleGet(name)),
                        refused(auth.roleList()),
                        refused(auth.roleRevokePermission(name, name, name)),
                        refused(auth.roleDelete(name))))
                .allSatisfy(refusal ->
                        assertThat(refusal).hasMessageContaining("etcdserver: authentication is not enabled"))
                .extracting(EtcdException::getErrorCode)
                .containsOnly(ErrorCode.FAILED_PRECONDITION);
    }

    @Test
    void aSnapshotComesWholeAndLeadershipMoves() throws Exception {
        ServerProcess leader = cluster.leader();
        ServerProcess follower = cluster.follower();
        long target = get(client.getClusterClient().listMember()).getMembers().stream()
                .filter(member -> member.getName().equals(follower.node()))
                .findFirst()
                .orElseThrow()
                .getId();
        try (Client toLeader = JetcdClient.of(cluster, List.of(leader), "boss");
                Client toFollower = JetcdClient.of(cluster, List.of(follower), "boss")) {
            // What is acknowledged the leader has; any other node's snapshot may lack the newest.
            Maintenance maintenance = toLeader.getMaintenanceClient();
            get(toLeader.getKVClient().put(utf8("snapshot"), ByteSequence.from(new byte[200_000])));
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            long written = get(maintenance.snapshot(file));
            byte[] all = file.toByteArray();
            assertThat(written).isEqualTo(all.length).isGreaterThan(200_000);
            byte[] hash = Arrays.copyOfRange(all, all.length - 32, all.length);
            assertThat(MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(all, all.length - 32)))
                    .isEqualTo(hash);
            Heard<SnapshotResponse> pieces = new Heard<>();
            maintenance.snapshot(Observers.observer(pieces::answer));
            assertThat(pieces.next().getRemainingBytes()).isPositive();

            assertThat(refused(toFollower.getMaintenanceClient().moveLeader(target)))
                    .hasMessageContaining("etcdserver: not leader");
            assertThat(refused(toLeader.getMaintenanceClient().moveLeader(1)))
                    .hasMessageContaining("etcdserver: bad leader transferee");
            get(toLeader.getMaintenanceClient().moveLeader(target));
        }
        await("the other leads").until(() -> cluster.leader() == follower);
    }
}
