package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.model.Limits;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.wire.proto.ClientFrame.Requests;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is refused about topics, with its place. */
class TopicWireTest {
    private static final String LONGEST = "n".repeat(Limits.MAX_TOPIC_NAME_BYTES);

    @Test
    void theNameOfATopicIsBoundedInBothDirections() throws MalformedException {
        Request most = new Request.Subscribe(7, new Topic(TopicKind.ELECTION, LONGEST));
        byte[] encoded = WireCodec.encode(new ClientFrame.Requests(List.of(most)));
        assertThat(WireCodec.decodeClientFrame(encoded)).isEqualTo(new ClientFrame.Requests(List.of(most)));
        for (String name : List.of(LONGEST + "n", "")) {
            Topic topic = new Topic(TopicKind.ELECTION, name);
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            WireCodec.encode(new ClientFrame.Requests(List.of(new Request.Unsubscribe(7, topic)))));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> WireCodec.encode(new ServerFrame.Noticed(List.of(topic))));
        }
        unreadable(
                topic().setName(LONGEST + "n"),
                false,
                "requests[0].subscribe.name has 513 bytes, at most 512 are allowed");
    }

    @Test
    void aTopicWithoutKindOrNameIsUnreadableAndItsNeighboursAreNot() {
        unreadable(topic().clearName(), false, "requests[0].subscribe.name is missing");
        unreadable(topic().clearKind(), false, "requests[0].subscribe.kind is missing");
    }

    @Test
    void aKindOfTopicFromTheFutureIsUnsupported() {
        unreadable(topic().setKindValue(9), true, "requests[0].subscribe.kind is 9, which this version does not know");
    }

    @Test
    void aNoticeThatMakesNoSenseBreaksItsFrame() {
        byte[] encoded = io.holdfast.wire.proto.ServerFrame.newBuilder()
                .setNoticed(io.holdfast.wire.proto.ServerFrame.Noticed.newBuilder()
                        .addTopics(topic())
                        .addTopics(topic().clearName()))
                .build()
                .toByteArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> WireCodec.decodeServerFrame(encoded))
                .withMessage("noticed[1].name is missing");
    }

    private static io.holdfast.wire.proto.Topic.Builder topic() {
        return io.holdfast.wire.proto.Topic.newBuilder()
                .setKind(io.holdfast.wire.proto.Topic.Kind.ELECTION)
                .setName("a");
    }

    private static void unreadable(io.holdfast.wire.proto.Topic.Builder topic, boolean unsupported, String why) {
        byte[] encoded = io.holdfast.wire.proto.ClientFrame.newBuilder()
                .setRequests(Requests.newBuilder()
                        .addRequests(io.holdfast.wire.proto.Request.newBuilder()
                                .setId(7)
                                .setSubscribe(topic))
                        .addRequests(io.holdfast.wire.proto.Request.newBuilder()
                                .setId(8)
                                .setDescribeCluster(
                                        io.holdfast.wire.proto.Request.DescribeCluster.getDefaultInstance())))
                .build()
                .toByteArray();
        try {
            assertThat(WireCodec.decodeClientFrame(encoded))
                    .isEqualTo(new ClientFrame.Requests(
                            List.of(new Request.Unreadable(7, unsupported, why), new Request.DescribeCluster(8))));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
