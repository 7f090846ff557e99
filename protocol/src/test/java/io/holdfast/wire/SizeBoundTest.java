package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.Member;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.event.Event;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of sizes beforehand holds for the longest numbers. ({@link RoundTripTest} holds it for random values.) */
class SizeBoundTest {
    @Test
    void theBoundsHoldForTheLargestNumbersToo() {
        long most = -1;
        Outcome.Rejection rejection = new Outcome.Rejection(most, Reason.COMPACTED, "", most);
        LeaseRecord lease = new LeaseRecord(most, most, most, most, most, -1);
        SessionRecord session = new SessionRecord(most, most, "", "", "", most, most, most, -1);
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
                new Request.Follow(most, Integer.MAX_VALUE, most),
                new Request.Subscribe(most, new Topic(TopicKind.CONFIG, "ß".repeat(256))),
                new Request.Unsubscribe(most, new Topic(TopicKind.CONFIG, "ß")),
                new Request.Read(
                        most, Integer.MAX_VALUE, new SessionsQuery(most, -1), ReadLevel.bounded(Long.MAX_VALUE)));
        for (Request request : requests) {
            byte[] frame = WireCodec.encode(new ClientFrame.Requests(List.of(request)));
            assertThat(frame.length - 16L).as("%s", request).isLessThanOrEqualTo(WireCodec.sizeBound(request));
        }
    }

    @Test
    void theBoundsOfLocksHoldForTheLargestNumbersToo() {
        long most = -1;
        LockClaim claim = new LockClaim(LockMode.PERMITS, -1, -1, most, most, "", "");
        HoldRecord hold = new HoldRecord(most, most, most, claim, most, "", "", "");
        WaitRecord wait = new WaitRecord(most, most, most, claim, most, "", "", "");
        LockRecord lock = new LockRecord("", LockKind.SEMAPHORE, -1, true, -1, -1, -1, most, most);
        for (Outcome outcome : List.of(
                new LockOutcome.Granted(most, most, -1),
                new LockOutcome.Queued(most, -1),
                new LockOutcome.Released(most, most),
                new LockOutcome.Withdrawn(most, -1, "ß"),
                new LockOutcome.Freed(most, -1),
                new LockOutcome.PermitsSet(most, -1),
                new LockOutcome.Held(most, hold),
                new LockOutcome.Shown(most, lock, List.of(hold, hold), List.of(wait, wait)),
                new LockOutcome.Listed(most, List.of(lock, lock), true))) {
            Result result = new Result.Answered(most, outcome);
            byte[] frame = WireCodec.encode(new ServerFrame.Results(List.of(result)));
            assertThat(frame.length - 16L).as("%s", outcome).isLessThanOrEqualTo(WireCodec.sizeBound(result));
        }
        for (LockPush push : List.of(
                new LockPush.Granted(most, most, most),
                new LockPush.Ended(most, most, most, LockEnd.MAX_HOLD, "x".repeat(300)),
                new LockPush.Missed(most))) {
            int pushes = 1_000;
            byte[] frame = WireCodec.encode(new ServerFrame.Locked(Collections.nCopies(pushes, push)));
            assertThat(frame.length - 16L).as("%s", push).isLessThanOrEqualTo(pushes * WireCodec.sizeBound(push));
        }
        Topic topic = new Topic(TopicKind.CONFIG, "ß".repeat(256));
        byte[] noticed = WireCodec.encode(new ServerFrame.Noticed(Collections.nCopies(1_000, topic)));
        assertThat(noticed.length - 16L).isLessThanOrEqualTo(1_000 * WireCodec.sizeBound(topic));
        for (Command command : List.of(
                new LockCommand.Acquire(most, most, "ß", claim, true),
                new LockCommand.Release(most, most, "ß"),
                new LockCommand.Withdraw(most, most, "ß"),
                new LockCommand.Revoke("ß", most, "ß", "ß"),
                new LockCommand.SetPermits("ß", -1),
                new LockCommand.EndHold("ß", most, most),
                new LockCommand.EndDelay("ß", most, most),
                new LockCommand.Guarded(
                        List.of(new LockGuard("ß", most), new LockGuard("ß", most)), new Compact(most)))) {
            assertThat((long) CommandCodec.encode(command).size())
                    .as("%s", command)
                    .isLessThanOrEqualTo(SizeBound.of(command));
        }
        for (Query query : List.of(
                new LockQuery.All("ß", "ß", -1),
                new LockQuery.One("ß", -1),
                new LockQuery.Acquisition(most, most, "ß"),
                new LockQuery.Token("ß", most))) {
            assertThat((long) QueryCodec.encode(query).size()).as("%s", query).isLessThanOrEqualTo(SizeBound.of(query));
        }
    }

    @Test
    void theLongestListsOfHoldersAndWaitersFitAFrame() {
        String text = "t".repeat(Limits.MAX_LOCK_TEXT_BYTES);
        String client = "c".repeat(Limits.MAX_NAME_BYTES);
        String principal = "p".repeat(Limits.MAX_PRINCIPAL_BYTES);
        String address = "a".repeat(Limits.MAX_ADDRESS_BYTES);
        LockClaim claim = new LockClaim(LockMode.PERMITS, -1, -1, -1, -1, text, text);
        HoldRecord hold = new HoldRecord(-1, -1, -1, claim, -1, client, principal, address);
        WaitRecord wait = new WaitRecord(-1, -1, -1, claim, -1, client, principal, address);
        LockRecord lock = new LockRecord(
                "n".repeat(Limits.MAX_LOCK_NAME_BYTES), LockKind.SEMAPHORE, -1, true, -1, -1, -1, -1, -1);
        for (LockOutcome outcome : List.of(
                new LockOutcome.Shown(
                        -1,
                        lock,
                        Collections.nCopies(Limits.MAX_LISTED, hold),
                        Collections.nCopies(Limits.MAX_LISTED, wait)),
                new LockOutcome.Listed(-1, Collections.nCopies(Limits.MAX_LISTED, lock), true))) {
            Result result = new Result.Answered(-1, outcome);
            long bound = WireCodec.sizeBound(result);
            byte[] frame = WireCodec.encode(new ServerFrame.Results(List.of(result)));
            assertThat(bound).isBetween(frame.length - 16L, Limits.MAX_FRAME_BYTES - 16L);
        }
    }
}
