package io.holdfast.etcd;

import static io.holdfast.etcd.EtcdFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.holdfast.etcd.EtcdFixture.Conversation;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.proto.LeaseGrantRequest;
import io.holdfast.etcd.proto.LeaseRevokeRequest;
import io.holdfast.etcd.proto.RangeRequest;
import io.holdfast.etcd.proto.RangeResponse;
import io.holdfast.etcd.proto.election.CampaignRequest;
import io.holdfast.etcd.proto.election.CampaignResponse;
import io.holdfast.etcd.proto.election.LeaderKey;
import io.holdfast.etcd.proto.election.LeaderRequest;
import io.holdfast.etcd.proto.election.LeaderResponse;
import io.holdfast.etcd.proto.election.ProclaimRequest;
import io.holdfast.etcd.proto.election.ResignRequest;
import io.holdfast.etcd.proto.lock.LockRequest;
import io.holdfast.etcd.proto.lock.LockResponse;
import io.holdfast.etcd.proto.lock.UnlockRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LockServiceTest {
    private static final String LOCK = "v3lockpb.Lock/Lock";
    private static final String CAMPAIGN = "v3electionpb.Election/Campaign";
    private static final String LEADER = "v3electionpb.Election/Leader";
    private static final String PROCLAIM = "v3electionpb.Election/Proclaim";
    private static final String RESIGN = "v3electionpb.Election/Resign";

    private final EtcdFixture etcd = new EtcdFixture();

    @BeforeEach
    void leases() {
        for (long lease : new long[] {0xab, 0xcd, 0xef}) {
            etcd.call(
                    "etcdserverpb.Lease/LeaseGrant",
                    LeaseGrantRequest.newBuilder().setID(lease).setTTL(60).build());
        }
    }

    @AfterEach
    void close() {
        etcd.close();
    }

    private static LockRequest lock(long lease) {
        return LockRequest.newBuilder().setName(utf8("job")).setLease(lease).build();
    }

    private long waiting() {
        RangeResponse keys = etcd.call(
                "etcdserverpb.KV/Range",
                RangeRequest.newBuilder()
                        .setKey(utf8("job/"))
                        .setRangeEnd(utf8("job0"))
                        .build());
        return keys.getCount();
    }

    private void unlock(LockResponse held) {
        etcd.call(
                "v3lockpb.Lock/Unlock",
                UnlockRequest.newBuilder().setKey(held.getKey()).build());
    }

    @Test
    void locksAreHadInTurnUnderKeysNamedByLease() throws Exception {
        LockResponse first = etcd.call(LOCK, lock(0xab));
        assertThat(first.getKey()).isEqualTo(utf8("job/ab"));
        LockResponse again = etcd.call(LOCK, lock(0xab));
        assertThat(again.getKey()).as("the holder asks again").isEqualTo(first.getKey());
        Conversation<LockRequest, LockResponse> second = etcd.ask(LOCK, lock(0xcd));
        Awaitility.await().until(() -> waiting() == 2);
        Conversation<LockRequest, LockResponse> third = etcd.ask(LOCK, lock(0xef));
        Awaitility.await().until(() -> waiting() == 3);
        unlock(first);
        LockResponse next = second.next();
        assertThat(next.getKey()).isEqualTo(utf8("job/cd"));
        assertThat(third.isSilent()).isTrue();
        unlock(next);
        assertThat(third.next().getKey()).isEqualTo(utf8("job/ef"));
    }

    @Test
    void theEndOfALeaseHandsTheLockOn() throws Exception {
        etcd.call(LOCK, lock(0xab));
        Conversation<LockRequest, LockResponse> second = etcd.ask(LOCK, lock(0xcd));
        Awaitility.await().until(() -> waiting() == 2);
        etcd.call(
                "etcdserverpb.Lease/LeaseRevoke",
                LeaseRevokeRequest.newBuilder().setID(0xab).build());
        assertThat(second.next().getKey()).isEqualTo(utf8("job/cd"));
    }

    @Test
    void oneWhoGoesAwayLeavesTheLineAndOneWhoseLeaseEndedIsTold() throws Exception {
        LockResponse first = etcd.call(LOCK, lock(0xab));
        Conversation<LockRequest, LockResponse> second = etcd.ask(LOCK, lock(0xcd));
        Awaitility.await().until(() -> waiting() == 2);
        second.call.cancel("gone", null);
        Awaitility.await().until(() -> waiting() == 1);
        Conversation<LockRequest, LockResponse> third = etcd.ask(LOCK, lock(0xef));
        Awaitility.await().until(() -> waiting() == 2);
        etcd.call(
                "etcdserverpb.Lease/LeaseRevoke",
                LeaseRevokeRequest.newBuilder().setID(0xef).build());
        unlock(first);
        Status end = third.end();
        assertThat(end.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(end.getDescription()).isEqualTo("mutex: session is expired");
    }

    @Test
    void aLockWithoutALeaseGetsOneAndWithAnUnknownOneIsRefused() {
        LockResponse held = etcd.call(LOCK, lock(0));
        assertThat(held.getKey().toStringUtf8()).startsWith("job/");
        Status unknown = etcd.refused(LOCK, lock(0x99));
        assertThat(unknown.getDescription()).isEqualTo("etcdserver: requested lease not found");
    }

    private static CampaignRequest campaign(long lease, String value) {
        return CampaignRequest.newBuilder()
                .setName(utf8("job"))
                .setLease(lease)
                .setValue(utf8(value))
                .build();
    }

    private static ProclaimRequest proclaim(LeaderKey leader, String value) {
        return ProclaimRequest.newBuilder()
                .setLeader(leader)
                .setValue(utf8(value))
                .build();
    }

    @Test
    void electionsAreWonInTurnProclaimedObservedAndGivenUp() throws Exception {
        LeaderRequest name = LeaderRequest.newBuilder().setName(utf8("job")).build();
        etcd.refusedWith(EtcdError.ELECTION_NO_LEADER, LEADER, name);
        Conversation<LeaderRequest, LeaderResponse> observer = etcd.ask("v3electionpb.Election/Observe", name);
        CampaignResponse first = etcd.call(CAMPAIGN, campaign(0xab, "one"));
        LeaderKey leader = first.getLeader();
        assertThat(leader.getKey()).isEqualTo(utf8("job/ab"));
        assertThat(leader.getLease()).isEqualTo(0xab);
        assertThat(leader.getName()).isEqualTo(utf8("job"));
        assertThat(observer.next().getKv().getValue()).isEqualTo(utf8("one"));
        etcd.call(PROCLAIM, proclaim(leader, "uno"));
        assertThat(observer.next().getKv().getValue()).isEqualTo(utf8("uno"));
        Conversation<CampaignRequest, CampaignResponse> second = etcd.ask(CAMPAIGN, campaign(0xcd, "two"));
        Awaitility.await().until(() -> waiting() == 2);
        LeaderResponse told = etcd.call(LEADER, name);
        assertThat(told.getKv().getValue()).isEqualTo(utf8("uno"));
        etcd.call(RESIGN, ResignRequest.newBuilder().setLeader(leader).build());
        assertThat(second.next().getLeader().getKey()).isEqualTo(utf8("job/cd"));
        assertThat(observer.next().getKv().getValue()).isEqualTo(utf8("two"));
        etcd.refusedWith(EtcdError.ELECTION_NOT_LEADER, PROCLAIM, proclaim(leader, "late"));
        observer.call.cancel("enough", null);
    }

    @Test
    void aLeaderWhoCampaignsAgainProclaimsItsNewValue() {
        CampaignResponse first = etcd.call(CAMPAIGN, campaign(0xab, "one"));
        CampaignResponse again = etcd.call(CAMPAIGN, campaign(0xab, "other"));
        assertThat(again.getLeader().getRev()).isEqualTo(first.getLeader().getRev());
        LeaderResponse told = etcd.call(
                LEADER, LeaderRequest.newBuilder().setName(utf8("job")).build());
        assertThat(told.getKv().getValue()).isEqualTo(utf8("other"));
    }

    @Test
    void whoeverSpeaksOfALeadershipMustNameIt() {
        etcd.refusedWith(EtcdError.ELECTION_LEADER_MISSING, PROCLAIM, ProclaimRequest.getDefaultInstance());
        etcd.refusedWith(EtcdError.ELECTION_LEADER_MISSING, RESIGN, ResignRequest.getDefaultInstance());
    }
}
