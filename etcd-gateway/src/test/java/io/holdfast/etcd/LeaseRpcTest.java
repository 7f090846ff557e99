package io.holdfast.etcd;

import static io.holdfast.etcd.EtcdFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.holdfast.etcd.EtcdFixture.Conversation;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.proto.LeaseGrantRequest;
import io.holdfast.etcd.proto.LeaseGrantResponse;
import io.holdfast.etcd.proto.LeaseKeepAliveRequest;
import io.holdfast.etcd.proto.LeaseKeepAliveResponse;
import io.holdfast.etcd.proto.LeaseLeasesRequest;
import io.holdfast.etcd.proto.LeaseLeasesResponse;
import io.holdfast.etcd.proto.LeaseRevokeRequest;
import io.holdfast.etcd.proto.LeaseStatus;
import io.holdfast.etcd.proto.LeaseTimeToLiveRequest;
import io.holdfast.etcd.proto.LeaseTimeToLiveResponse;
import io.holdfast.etcd.proto.PutRequest;
import io.holdfast.model.outcome.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseRpcTest {
    private static final String GRANT = "etcdserverpb.Lease/LeaseGrant";
    private static final String REVOKE = "etcdserverpb.Lease/LeaseRevoke";
    private static final String TTL = "etcdserverpb.Lease/LeaseTimeToLive";
    private static final String KEEP_ALIVE = "etcdserverpb.Lease/LeaseKeepAlive";

    private final EtcdFixture etcd = new EtcdFixture();

    @AfterEach
    void close() {
        etcd.close();
    }

    private LeaseGrantResponse grant(long id, long ttl) {
        return etcd.call(
                GRANT, LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build());
    }

    @Test
    void leasesAreGrantedListedAndRevokedWithTheirKeys() {
        assertThat(grant(5, 30).getTTL()).isEqualTo(30);
        long picked = grant(0, 60).getID();
        assertThat(picked).isPositive();
        etcd.call(
                "etcdserverpb.KV/Put",
                PutRequest.newBuilder().setKey(utf8("a")).setLease(5).build());
        assertThat(etcd.get("a").getKvs(0).getLease()).isEqualTo(5);
        LeaseLeasesResponse list = etcd.call("etcdserverpb.Lease/LeaseLeases", LeaseLeasesRequest.getDefaultInstance());
        assertThat(list.getLeasesList()).extracting(LeaseStatus::getID).containsExactlyInAnyOrder(5L, picked);
        etcd.call(REVOKE, LeaseRevokeRequest.newBuilder().setID(5).build());
        assertThat(etcd.get("a").getCount()).isZero();
    }

    @Test
    void leasesAreRefusedInEtcdsWords() {
        grant(5, 30);
        etcd.refusedWith(
                EtcdError.LEASE_EXISTS,
                GRANT,
                LeaseGrantRequest.newBuilder().setID(5).setTTL(30).build());
        etcd.refusedWith(
                EtcdError.LEASE_TTL_TOO_LARGE,
                GRANT,
                LeaseGrantRequest.newBuilder().setTTL(9_000_000_001L).build());
        etcd.refusedWith(
                EtcdError.LEASE_NOT_FOUND,
                REVOKE,
                LeaseRevokeRequest.newBuilder().setID(9).build());
        assertThat(grant(0, -1).getTTL()).isPositive();
    }

    @Test
    void whatIsLeftIsToldAndOfNoLeaseLessThanNothing() {
        grant(5, 30);
        etcd.call(
                "etcdserverpb.KV/Put",
                PutRequest.newBuilder().setKey(utf8("a")).setLease(5).build());
        LeaseTimeToLiveResponse left = etcd.call(
                TTL, LeaseTimeToLiveRequest.newBuilder().setID(5).setKeys(true).build());
        assertThat(left.getGrantedTTL()).isEqualTo(30);
        assertThat(left.getTTL()).isEqualTo(28);
        assertThat(left.getKeysList()).containsExactly(utf8("a"));
        LeaseTimeToLiveResponse none =
                etcd.call(TTL, LeaseTimeToLiveRequest.newBuilder().setID(9).build());
        assertThat(none.getTTL()).isEqualTo(-1);
        assertThat(none.getID()).isEqualTo(9);
        assertThat(none.getGrantedTTL()).isZero();
    }

    @Test
    void aStreamKeepsManyAliveAndSaysZeroOfThoseThatEnded() throws Exception {
        grant(5, 30);
        Conversation<LeaseKeepAliveRequest, LeaseKeepAliveResponse> alive = etcd.open(KEEP_ALIVE);
        for (long id : new long[] {5, 9, 77, 5}) {
            alive.requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
        }
        assertThat(alive.next().getTTL()).isEqualTo(30);
        assertThat(alive.next().getTTL()).as("unknown").isZero();
        assertThat(alive.next().getTTL()).as("of a native session").isZero();
        LeaseKeepAliveResponse last = alive.next();
        assertThat(last.getID()).isEqualTo(5);
        assertThat(last.getHeader().getRaftTerm()).isEqualTo(3);
        alive.requests.onCompleted();
        assertThat(alive.end().isOk()).isTrue();
    }

    @Test
    void aNodeThatDoesNotLeadEndsTheStreamAndTheClientGoesOn() throws Exception {
        grant(5, 30);
        etcd.core.failure = Failure.notApplied(Failure.Code.NOT_LEADER, "n2 leads");
        Conversation<LeaseKeepAliveRequest, LeaseKeepAliveResponse> alive = etcd.open(KEEP_ALIVE);
        alive.requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(5).build());
        Status end = alive.end();
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(end.getDescription()).isEqualTo("etcdserver: no leader");
        etcd.refusedWith(
                EtcdError.NO_LEADER,
                GRANT,
                LeaseGrantRequest.newBuilder().setTTL(30).build());
    }
}
