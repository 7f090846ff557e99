package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Member;
import io.holdfast.model.event.Event;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of sizes beforehand holds for the longest numbers. ({@link RoundTripTest} holds it for random values.) */
class SizeBoundTest {
    @Test
    void theBoundsHoldForTheLargestNumbersToo() {
        long most = -1;
        Outcome.Rejection rejection = new Outcome.Rejection(most, Reason.COMPACTED, "", most);
        LeaseRecord lease = new LeaseRecord(most, most, most, most, most, -1);
        SessionRecord session = new SessionRecord(most, most, "", "", "", most, most, -1);
        KeyValue keyValue = new KeyValue(Bytes.of(1), Bytes.of(2), most, most, most, most);
        List<Result> results = List.of(
                new Result.Answered(most, rejection, new Freshness(Member.Role.LISTENER, most)),
                new Result.Answered(most, new Outcome.Leases(most, List.of(lease, lease), true)),
                new Result.Answered(most, new Outcome.Sessions(most, List.of(session, session), true)),
                new Result.Answered(most, new Outcome.Resolved(most, new Outcome.Condensed(most))),
                new Result.Answered(most, new Outcome.SessionOpened(most, most, most, most, most)),
                new Result.Answered(most, new Outcome.SessionEnded(most, most, most)),
                new Result.Answered(most, new Outcome.LeaseGranted(most, most, most)),
                new Result.Answered(most, new Outcome.LeaseEnded(most, most, most)),
                new Result.Answered(most, new Outcome.Checkpointed(most, -1)),
                new Result.Renewed(most, List.of(new Renewal(most, most, most), new Renewal(most, most, most))),
                new Result.Lives(most, new LeaseLife(most, most, most, most, List.of(Bytes.of(1), Bytes.of(2)))));
        for (Result result : results) {
            byte[] frame = WireCodec.encode(new ServerFrame.Results(List.of(result)));
            assertThat(frame.length - 16L).as("%s", result).isLessThanOrEqualTo(WireCodec.sizeBound(result));
        }
        Event event = new Event(Event.Kind.DELETE, keyValue, keyValue);
        List<WatchPush> pushes = List.of(
                new WatchPush.Events(most, most, most, List.of(event, event)),
                new WatchPush.ResetPage(most, List.of(keyValue, keyValue)),
                new WatchPush.Ended(most, rejection),
                new WatchPush.Begun(most, most),
                new WatchPush.Progress(most));
        for (WatchPush push : pushes) {
            byte[] frame = WireCodec.encode(new ServerFrame.Watched(List.of(push)));
            assertThat(frame.length - 16L).as("%s", push).isLessThanOrEqualTo(WireCodec.sizeBound(push));
        }
        WatchSpec spec = new WatchSpec(KeyRange.ALL, Long.MAX_VALUE, false, Long.MAX_VALUE, true, true, true, true);
        WatchRequest create = new WatchRequest.Create(Long.MAX_VALUE, spec);
        byte[] watches = WireCodec.encode(new ClientFrame.Watches(List.of(create)));
        assertThat(watches.length - 16L).isLessThanOrEqualTo(WireCodec.sizeBound(create));
        List<Request> requests = List.of(
                new Request.Renew(
                        most, Integer.MAX_VALUE, List.of(new LeaseName(most, most), new LeaseName(most, most))),
                new Request.TimeToLive(most, Integer.MAX_VALUE, most, true),
                new Request.Read(
                        most, Integer.MAX_VALUE, new SessionsQuery(most, -1), ReadLevel.bounded(Long.MAX_VALUE)));
        for (Request request : requests) {
            byte[] frame = WireCodec.encode(new ClientFrame.Requests(List.of(request)));
            assertThat(frame.length - 16L).as("%s", request).isLessThanOrEqualTo(WireCodec.sizeBound(request));
        }
    }
}
