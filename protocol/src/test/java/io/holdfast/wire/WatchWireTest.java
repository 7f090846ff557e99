package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.wire.proto.WatchRequest.Create;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

/** What is refused about watches, with its place; and what must fit. */
class WatchWireTest {
    @Test
    void eventsOfManyWatchesStandInAFrameOnce() throws MalformedException {
        KeyValue keyValue = new KeyValue(Bytes.utf8("a"), Bytes.wrap(new byte[1_000]), 3, 3, 1, 0);
        List<Event> events = List.of(new Event(Event.Kind.PUT, keyValue, null));
        List<Event> equal = List.of(new Event(Event.Kind.PUT, keyValue, null));
        ServerFrame frame = new ServerFrame.Watched(List.of(
                new WatchPush.Events(1, 2, 3, events),
                new WatchPush.Events(7, 1, 5, events),
                new WatchPush.Progress(5),
                new WatchPush.Events(8, 2, 3, events),
                new WatchPush.Events(9, 2, 3, equal)));
        byte[] encoded = WireCodec.encode(frame);
        assertThat(encoded.length).isBetween(3_000, 3_300);
        assertThat(WireCodec.decodeServerFrame(encoded)).isEqualTo(frame);
    }

    @Test
    void eventsThatNothingBeforeHasAreRefused() {
        io.holdfast.wire.proto.WatchPush.Builder shared = io.holdfast.wire.proto.WatchPush.newBuilder()
                .setWatch(1)
                .setEvents(io.holdfast.wire.proto.WatchPush.Events.newBuilder().setSameEvents(true));
        byte[] frame = io.holdfast.wire.proto.ServerFrame.newBuilder()
                .setWatched(
                        io.holdfast.wire.proto.ServerFrame.Watched.newBuilder().addPushes(shared))
                .build()
                .toByteArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> WireCodec.decodeServerFrame(frame))
                .withMessageContaining("watched[0].events.same_events");
    }

    @Test
    void aWatchOfANegativeRevisionIsRefused() {
        refused(create(1, spec().setFromRevision(-1)))
                .withMessage("watches[0].create.spec.from_revision is negative: -1");
        refused(create(1, spec().setAtLeast(Long.MIN_VALUE)))
                .withMessage("watches[0].create.spec.at_least is negative: -9223372036854775808");
    }

    @Test
    void aWatchWithASnapshotAndARevisionIsRefused() {
        refused(create(1, spec().setSnapshot(true).setFromRevision(5)))
                .withMessage("watches[0].create.spec.from_revision stands beside a snapshot: 5");
    }

    @Test
    void aWatchWhoseNumberIsNotPositiveIsRefused() {
        for (long number : new long[] {0, -1, Long.MIN_VALUE}) {
            refused(create(number, spec())).withMessage("watches[0].create.watch is not positive: " + number);
        }
    }

    @Test
    void aWatchOfNothingIsRefused() {
        refused(io.holdfast.wire.proto.WatchRequest.newBuilder()
                        .setCreate(Create.newBuilder().setWatch(1)))
                .withMessage("watches[0].create.spec is missing");
        refused(create(1, io.holdfast.wire.proto.WatchSpec.newBuilder()))
                .withMessage("watches[0].create.spec.range is missing");
        refused(io.holdfast.wire.proto.WatchRequest.newBuilder()).withMessage("watches[0].kind of request is missing");
    }

    @Test
    void aNonsensicalWatchArrivesAsAFrameThatSaysWhy() {
        byte[] frame = frame(create(0, spec()));
        assertThat(SessionMethod.DESCRIPTOR.parseRequest(new ByteArrayInputStream(frame)))
                .isEqualTo(new ClientFrame.Unreadable("watches[0].create.watch is not positive: 0"));
    }

    @Test
    void aFrameOfMoreWatchesThanAStreamMayHaveIsNeitherWrittenNorRead() throws MalformedException {
        List<WatchRequest> most = Collections.nCopies(Limits.MAX_WATCHES, new WatchRequest.Progress());
        ClientFrame frame = new ClientFrame.Watches(most);
        assertThat(WireCodec.decodeClientFrame(WireCodec.encode(frame))).isEqualTo(frame);
        List<WatchRequest> more = Collections.nCopies(Limits.MAX_WATCHES + 1, new WatchRequest.Progress());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WireCodec.encode(new ClientFrame.Watches(more)))
                .withMessage("10001 requests in a frame, at most 10000 are allowed");
        io.holdfast.wire.proto.ClientFrame.Watches.Builder hostile =
                io.holdfast.wire.proto.ClientFrame.Watches.newBuilder();
        for (int i = 0; i <= Limits.MAX_WATCHES; i++) {
            hostile.addRequests(io.holdfast.wire.proto.WatchRequest.newBuilder()
                    .setCancel(io.holdfast.wire.proto.WatchRequest.Cancel.getDefaultInstance()));
        }
        byte[] bytes = io.holdfast.wire.proto.ClientFrame.newBuilder()
                .setWatches(hostile)
                .build()
                .toByteArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> WireCodec.decodeClientFrame(bytes))
                .withMessage("watches has more than 10000 elements");
    }

    @Test
    void theLargestEventWithItsPreviousVersionFitsAFrame() throws MalformedException {
        KeyValue largest = new KeyValue(
                Bytes.wrap(new byte[Limits.MAX_KEY_BYTES]), Bytes.wrap(new byte[Limits.MAX_VALUE_BYTES]), 1, 2, 3, 4);
        Event event = new Event(Event.Kind.PUT, largest, largest);
        WatchPush push = new WatchPush.Events(1, 1, 2, List.of(event));
        assertThat(WireCodec.sizeBound(push)).isLessThan(Limits.MAX_FRAME_BYTES - 16);
        assertThat(WireCodec.sizeBound(push)).isGreaterThan(WireCodec.sizeBound(event));
        ServerFrame frame = new ServerFrame.Watched(List.of(push));
        assertThat(WireCodec.decodeServerFrame(WireCodec.encode(frame))).isEqualTo(frame);
    }

    @Test
    void progressOfOneWatchIsRefused() {
        refusedPush(io.holdfast.wire.proto.WatchPush.newBuilder()
                        .setWatch(3)
                        .setProgress(io.holdfast.wire.proto.WatchPush.Progress.getDefaultInstance()))
                .withMessage("watched[0].watch is 3 beside what concerns the whole stream");
    }

    @Test
    void aPushThatLacksSomethingIsRefused() {
        refusedPush(io.holdfast.wire.proto.WatchPush.newBuilder().setWatch(3))
                .withMessage("watched[0].kind of push is missing");
        refusedPush(io.holdfast.wire.proto.WatchPush.newBuilder()
                        .setWatch(3)
                        .setEnded(io.holdfast.wire.proto.WatchPush.Ended.getDefaultInstance()))
                .withMessage("watched[0].ended.why is missing");
        refusedPush(io.holdfast.wire.proto.WatchPush.newBuilder()
                        .setEvents(io.holdfast.wire.proto.WatchPush.Events.newBuilder()
                                .addEvents(io.holdfast.wire.proto.Event.getDefaultInstance())))
                .withMessage("watched[0].events.events[0].key_value is missing");
        refusedPush(io.holdfast.wire.proto.WatchPush.newBuilder()
                        .setEvents(io.holdfast.wire.proto.WatchPush.Events.newBuilder()
                                .addEvents(io.holdfast.wire.proto.Event.newBuilder()
                                        .setKindValue(2))))
                .withMessage("watched[0].events.events[0].kind is 2, which this version does not know")
                .matches(MalformedException::unsupported);
    }

    private static io.holdfast.wire.proto.WatchSpec.Builder spec() {
        return io.holdfast.wire.proto.WatchSpec.newBuilder()
                .setRange(io.holdfast.wire.proto.KeyRange.getDefaultInstance());
    }

    private static io.holdfast.wire.proto.WatchRequest.Builder create(
            long watch, io.holdfast.wire.proto.WatchSpec.Builder spec) {
        return io.holdfast.wire.proto.WatchRequest.newBuilder()
                .setCreate(Create.newBuilder().setWatch(watch).setSpec(spec));
    }

    private static byte[] frame(io.holdfast.wire.proto.WatchRequest.Builder request) {
        return io.holdfast.wire.proto.ClientFrame.newBuilder()
                .setWatches(
                        io.holdfast.wire.proto.ClientFrame.Watches.newBuilder().addRequests(request))
                .build()
                .toByteArray();
    }

    private static ThrowableAssertAlternative<MalformedException> refused(
            io.holdfast.wire.proto.WatchRequest.Builder request) {
        return assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> WireCodec.decodeClientFrame(frame(request)));
    }

    private static ThrowableAssertAlternative<MalformedException> refusedPush(
            io.holdfast.wire.proto.WatchPush.Builder push) {
        byte[] bytes = io.holdfast.wire.proto.ServerFrame.newBuilder()
                .setWatched(
                        io.holdfast.wire.proto.ServerFrame.Watched.newBuilder().addPushes(push))
                .build()
                .toByteArray();
        return assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> WireCodec.decodeServerFrame(bytes));
    }
}
