package io.holdfast.etcd.lock;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.ByteStrings;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.ServiceMethods;
import io.holdfast.etcd.kv.KvReplies;
import io.holdfast.etcd.proto.election.CampaignRequest;
import io.holdfast.etcd.proto.election.CampaignResponse;
import io.holdfast.etcd.proto.election.ElectionProto;
import io.holdfast.etcd.proto.election.LeaderKey;
import io.holdfast.etcd.proto.election.LeaderRequest;
import io.holdfast.etcd.proto.election.LeaderResponse;
import io.holdfast.etcd.proto.election.ProclaimRequest;
import io.holdfast.etcd.proto.election.ProclaimResponse;
import io.holdfast.etcd.proto.election.ResignRequest;
import io.holdfast.etcd.proto.election.ResignResponse;
import io.holdfast.model.Bytes;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import java.util.List;

/** {@code v3electionpb.Election}: elections on keys, as etcd's clients make them by themselves; both kinds are the same. */
public final class ElectionService {
    private final Core core;

    /** The service over this core. */
    public ElectionService(Core core) {
        this.core = core;
    }

    /** The service. */
    public ServerServiceDefinition definition() {
        return new ServiceMethods(ElectionProto.getDescriptor(), "Election")
                .unary(
                        "Campaign",
                        CampaignRequest.getDefaultInstance(),
                        CampaignResponse.getDefaultInstance(),
                        this::campaign)
                .unary(
                        "Proclaim",
                        ProclaimRequest.getDefaultInstance(),
                        ProclaimResponse.getDefaultInstance(),
                        this::proclaim)
                .unary("Leader", LeaderRequest.getDefaultInstance(), LeaderResponse.getDefaultInstance(), this::leader)
                .answersMany(
                        "Observe",
                        LeaderRequest.getDefaultInstance(),
                        LeaderResponse.getDefaultInstance(),
                        this::observe)
                .unary("Resign", ResignRequest.getDefaultInstance(), ResignResponse.getDefaultInstance(), this::resign)
                .definition();
    }

    private void campaign(CampaignRequest request, StreamObserver<CampaignResponse> observer) {
        new Entry<>(
                        core,
                        (ServerCallStreamObserver<CampaignResponse>) observer,
                        EtcdError.ELECTION_SESSION_EXPIRED,
                        (contest, place, revision) -> CampaignResponse.newBuilder()
                                .setHeader(core.headers().at(revision))
                                .setLeader(LeaderKey.newBuilder()
                                        .setName(request.getName())
                                        .setKey(ByteStrings.string(contest.key()))
                                        .setRev(place.revision())
                                        .setLease(contest.lease()))
                                .build())
                .begin(ByteStrings.bytes(request.getName()), request.getLease(), ByteStrings.bytes(request.getValue()));
    }

    private void proclaim(ProclaimRequest request, StreamObserver<ProclaimResponse> observer) {
        if (!request.hasLeader()) {
            Reply.refuse(observer, EtcdError.ELECTION_LEADER_MISSING.status());
            return;
        }
        LeaderKey leader = request.getLeader();
        Bytes key = ByteStrings.bytes(leader.getKey());
        Put put = new Put(key, ByteStrings.bytes(request.getValue()), leader.getLease(), false, false, false);
        steps(observer)
                .write(
                        new Transaction(List.of(Contest.stands(key, leader.getRev())), List.of(put), List.of()),
                        outcome -> {
                            if (((Outcome.Transaction) outcome).succeeded()) {
                                Reply.send(
                                        observer,
                                        ProclaimResponse.newBuilder()
                                                .setHeader(core.headers().at(outcome.revision()))
                                                .build());
                            } else {
                                Reply.refuse(observer, EtcdError.ELECTION_NOT_LEADER.status());
                            }
                        });
    }

    private void leader(LeaderRequest request, StreamObserver<LeaderResponse> observer) {
        steps(observer).read(Contest.oldest(ByteStrings.bytes(request.getName())), range -> {
            if (range.keyValues().isEmpty()) {
                Reply.refuse(observer, EtcdError.ELECTION_NO_LEADER.status());
            } else {
                Reply.send(
                        observer,
                        LeaderResponse.newBuilder()
                                .setHeader(core.headers().at(range.revision()))
                                .setKv(KvReplies.keyValue(range.keyValues().get(0)))
                                .build());
            }
        });
    }

    private void observe(LeaderRequest request, StreamObserver<LeaderResponse> observer) {
        new Observation(core, ByteStrings.bytes(request.getName()), (ServerCallStreamObserver<LeaderResponse>) observer)
                .begin();
    }

    private void resign(ResignRequest request, StreamObserver<ResignResponse> observer) {
        if (!request.hasLeader()) {
            Reply.refuse(observer, EtcdError.ELECTION_LEADER_MISSING.status());
            return;
        }
        LeaderKey leader = request.getLeader();
        steps(observer)
                .write(
                        Contest.leave(ByteStrings.bytes(leader.getKey()), leader.getRev()),
                        outcome -> Reply.send(
                                observer,
                                ResignResponse.newBuilder()
                                        .setHeader(core.headers().at(outcome.revision()))
                                        .build()));
    }

    private Steps steps(StreamObserver<?> observer) {
        return new Steps(
                core, status -> Reply.refuse(observer, Status.UNKNOWN.withDescription(status.getDescription())));
    }
}
