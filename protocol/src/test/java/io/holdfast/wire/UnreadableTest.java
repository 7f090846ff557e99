package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.holdfast.model.Bytes;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.Put;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One operation that makes no sense does not disturb its neighbours; a frame that makes none is told apart. */
class UnreadableTest {
    private static final Request GOOD = new Request.DescribeCluster(8);

    @Test
    void aCommandThatDoesNotDecodeNamesThePlace() throws MalformedException {
        assertThat(beside(request().setCommand(ByteString.copyFrom(new byte[] {10, 2, 8, 1}))))
                .isEqualTo(
                        new Request.Unreadable(7, false, "requests[0].command.put.key has wire type 0 instead of 2"));
    }

    @Test
    void aCommandCutShortIsUnreadable() throws MalformedException {
        assertThat(beside(request().setCommand(ByteString.copyFrom(new byte[] {10, 2}))))
                .isEqualTo(new Request.Unreadable(7, false, "requests[0].command.put claims 2 bytes where 0 are left"));
    }

    @Test
    void anEmptyQueryIsUnreadable() throws MalformedException {
        assertThat(beside(request().setQuery(ByteString.EMPTY)))
                .isEqualTo(new Request.Unreadable(7, false, "requests[0].query.kind of query is missing"));
    }

    @Test
    void aKindOfRequestFromTheFutureIsUnsupported() throws MalformedException {
        UnknownFieldSet future = UnknownFieldSet.newBuilder()
                .addField(
                        40,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("watch"))
                                .build())
                .build();
        assertThat(beside(request().setUnknownFields(future)))
                .isEqualTo(new Request.Unreadable(7, true, "requests[0].field 40 is not known to this version"));
    }

    @Test
    void aRequestOfNoKindIsUnreadable() throws MalformedException {
        assertThat(beside(request()))
                .isEqualTo(new Request.Unreadable(7, false, "requests[0].kind of request is missing"));
    }

    @Test
    void aNegativeTimeoutIsUnreadable() throws MalformedException {
        assertThat(beside(request().setTimeoutMillis(-5)))
                .isEqualTo(new Request.Unreadable(7, false, "requests[0].timeout_millis is negative: -5"));
    }

    @Test
    void aRequestWithoutAnIdEndsTheStream() {
        byte[] frame = frame(request().setId(0).setCommand(ByteString.copyFromUtf8("junk")));
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> WireCodec.decodeClientFrame(frame))
                .withMessageStartingWith("requests[0].command");
    }

    @Test
    void onlyADecoderMakesUnreadableOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        WireCodec.encode(new ClientFrame.Requests(List.of(new Request.Unreadable(1, false, "x")))));
        assertThatIllegalArgumentException().isThrownBy(() -> WireCodec.encode(new ClientFrame.Unreadable("x")));
    }

    @Test
    void unknownFieldsOfAHelloAreIgnored() throws MalformedException {
        byte[] frame = io.holdfast.wire.proto.ClientFrame.newBuilder()
                .setHello(io.holdfast.wire.proto.ClientFrame.Hello.newBuilder()
                        .setMinVersion(1)
                        .setMaxVersion(9)
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(
                                        77,
                                        UnknownFieldSet.Field.newBuilder()
                                                .addVarint(1)
                                                .addFixed32(2)
                                                .addFixed64(3)
                                                .addLengthDelimited(ByteString.copyFromUtf8("x"))
                                                .build())
                                .build()))
                .build()
                .toByteArray();
        assertThat(WireCodec.decodeClientFrame(frame)).isEqualTo(new ClientFrame.Hello(1, 9, "", "", Set.of()));
    }

    @Test
    void theMarshallerTurnsAClientsNonsenseIntoAValueAndAServersIntoAStatus() {
        assertThat(SessionMethod.DESCRIPTOR.parseRequest(new ByteArrayInputStream(new byte[] {9})))
                .isEqualTo(new ClientFrame.Unreadable("hello has wire type 1 instead of 2"));
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> SessionMethod.DESCRIPTOR.parseResponse(new ByteArrayInputStream(new byte[] {9})))
                .matches(e -> e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT)
                .withMessageContaining("hello has wire type 1 instead of 2")
                .withCauseInstanceOf(MalformedException.class);
    }

    @Test
    void theMarshallersStreamKnowsItsLengthAndDrainsAtOnce() throws IOException {
        Put put = new Put(Bytes.utf8("k"), Bytes.wrap(new byte[300]));
        ClientFrame frame = new ClientFrame.Requests(
                List.of(new Request.Write(1, 2, new EncodedCommand(put, CommandCodec.encode(put))), GOOD));
        InputStream stream = SessionMethod.DESCRIPTOR.streamRequest(frame);
        byte[] encoded = WireCodec.encode(frame);
        assertThat(stream).isInstanceOf(KnownLength.class).isInstanceOf(Drainable.class);
        assertThat(stream.available()).isEqualTo(encoded.length);
        ByteArrayOutputStream drained = new ByteArrayOutputStream();
        assertThat(((Drainable) stream).drainTo(drained)).isEqualTo(encoded.length);
        assertThat(drained.toByteArray()).isEqualTo(encoded);
        assertThat(stream.available()).isZero();
        assertThat(SessionMethod.DESCRIPTOR.parseRequest(SessionMethod.DESCRIPTOR.streamRequest(frame)))
                .isEqualTo(frame);
    }

    private static io.holdfast.wire.proto.Request.Builder request() {
        return io.holdfast.wire.proto.Request.newBuilder().setId(7);
    }

    /** What becomes of a request in a frame whose other request is good, and still is afterwards. */
    private static Request beside(io.holdfast.wire.proto.Request.Builder odd) throws MalformedException {
        ClientFrame.Requests requests = (ClientFrame.Requests) WireCodec.decodeClientFrame(frame(odd));
        assertThat(requests.requests()).hasSize(2).endsWith(GOOD);
        return requests.requests().get(0);
    }

    private static byte[] frame(io.holdfast.wire.proto.Request.Builder odd) {
        return io.holdfast.wire.proto.ClientFrame.newBuilder()
                .setRequests(io.holdfast.wire.proto.ClientFrame.Requests.newBuilder()
                        .addRequests(odd)
                        .addRequests(io.holdfast.wire.proto.Request.newBuilder()
                                .setId(GOOD.id())
                                .setDescribeCluster(
                                        io.holdfast.wire.proto.Request.DescribeCluster.getDefaultInstance())))
                .build()
                .toByteArray();
    }
}
