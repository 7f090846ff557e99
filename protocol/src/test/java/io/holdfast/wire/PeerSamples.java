package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.storage.LogCodec;
import java.util.List;

/** Samples of what nodes say to each other, for {@link GoldenSamples}. */
final class PeerSamples {
    private PeerSamples() {}

    static void addAll() {
        PeerRequest.Identify identify = new PeerRequest.Identify("n1", "5f1c9f6e", "demo");
        GoldenSamples.add("peer-identify", identify, PeerCodec.write(identify).toArray(), peer(PeerCodec::identify));
        PeerReply.Identified recorded = PeerReply.Identified.recorded("5f1c9f6e");
        GoldenSamples.add(
                "peer-identified", recorded, PeerCodec.write(recorded).toArray(), peer(PeerCodec::identified));
        PeerReply.Identified restored = recorded.in("9d0c41f2-7a33-8e21-b5d4-0a1b2c3d4e5f");
        GoldenSamples.add(
                "peer-identified-restored", restored, PeerCodec.write(restored).toArray(), peer(PeerCodec::identified));
        PeerRequest.Register register = new PeerRequest.Register("n1", "5f1c9f6e");
        GoldenSamples.add("peer-register", register, PeerCodec.write(register).toArray(), peer(PeerCodec::register));
        PeerReply.Registration done = new PeerReply.Registered(new Outcome.Registered(4));
        GoldenSamples.add("peer-registered", done, PeerCodec.write(done).toArray(), peer(PeerCodec::registration));
        PeerReply.Registration failed = new PeerReply.NotRegistered(
                Failure.unknown(Failure.Code.LEADERSHIP_LOST, "leadership was lost on the way"));
        GoldenSamples.add(
                "peer-not-registered", failed, PeerCodec.write(failed).toArray(), peer(PeerCodec::registration));
        PeerRequest.ReadIndex readIndex = new PeerRequest.ReadIndex("n3");
        GoldenSamples.add(
                "peer-read-index", readIndex, PeerCodec.write(readIndex).toArray(), peer(PeerCodec::readIndex));
        PeerReply.ReadIndexed index = new PeerReply.Index(123_456);
        GoldenSamples.add("peer-index", index, PeerCodec.write(index).toArray(), peer(PeerCodec::readIndexed));
        PeerReply.ReadIndexed noIndex =
                new PeerReply.NoIndex(Failure.notApplied(Failure.Code.NOT_LEADER, "n1 does not lead"));
        GoldenSamples.add("peer-no-index", noIndex, PeerCodec.write(noIndex).toArray(), peer(PeerCodec::readIndexed));
        addForwarding();
    }

    private static void addForwarding() {
        Bytes entry = Bytes.wrap(
                LogCodec.encode(1_795_000_000_000L, -2, 3, List.of(GoldenSamples.encoded(GoldenSamples.PUT))));
        PeerRequest.Propose propose = new PeerRequest.Propose("n2", entry);
        GoldenSamples.add("peer-propose", propose, ForwardCodec.write(propose).toArray(), peer(ForwardCodec::propose));
        PeerReply.Proposed accepted = new PeerReply.Accepted();
        GoldenSamples.add(
                "peer-accepted", accepted, ForwardCodec.write(accepted).toArray(), peer(ForwardCodec::proposed));
        PeerReply.Proposed refused =
                new PeerReply.NotAccepted(Failure.notApplied(Failure.Code.NOT_LEADER, "n1 does not lead"));
        GoldenSamples.add(
                "peer-not-accepted", refused, ForwardCodec.write(refused).toArray(), peer(ForwardCodec::proposed));
        PeerRequest.AskLeases ask = new PeerRequest.AskLeases(
                "n2",
                List.of(
                        new Request.Renew(1, 2_000, List.of(LeaseName.any(7), new LeaseName(-8, 4))),
                        new Request.TimeToLive(2, 0, 7, true)));
        GoldenSamples.add("peer-ask-leases", ask, ForwardCodec.write(ask).toArray(), peer(ForwardCodec::askLeases));
        PeerReply.LeasesTold told = new PeerReply.LeasesTold(List.of(
                new Result.Renewed(1, List.of(new Renewal(7, 1, 10_000), new Renewal(-8, 4, 0))),
                new Result.Lives(2, new LeaseLife(9, 7, 10_000, 4_000, List.of(Bytes.utf8("k"))))));
        GoldenSamples.add("peer-leases-told", told, ForwardCodec.write(told).toArray(), peer(ForwardCodec::leasesTold));
    }

    private static <T> FrameMarshaller.Decoder<T> peer(ProtoReader.Body<T> body) {
        return encoded -> body.read(new ProtoReader(encoded, 0, encoded.length));
    }
}
