package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A command with a name: the same bytes whichever way it is written, and room for the name around any legal command. */
class OnceTest {
    @Test
    void aNameWrittenAroundBytesIsTheSameAsACommandEncodedWithIt() throws MalformedException {
        for (int seed = 0; seed < 2_000; seed++) {
            RandomModel model = new RandomModel(seed);
            long session = model.number();
            long sequence = model.number();
            long floor = model.number();
            EncodedCommand within = model.encodedNamed();
            SessionCommand.Once once = new SessionCommand.Once(session, sequence, floor, within.command());
            Request.Write whole = new Request.Write(7, 8, new EncodedCommand(once, CommandCodec.encode(once)));
            byte[] around = frame(new Request.WriteOnce(7, 8, session, sequence, floor, within));
            assertThat(around).as("seed %d", seed).isEqualTo(frame(whole));
            assertThat(WireCodec.decodeClientFrame(around))
                    .as("seed %d", seed)
                    .isEqualTo(new ClientFrame.Requests(List.of(whole)));
        }
    }

    @Test
    void aNameNeverMakesACommandTooLarge() throws MalformedException {
        EncodedCommand largest = largest(0);
        assertThat(largest.bytes().size()).isEqualTo(Limits.MAX_COMMAND_BYTES);
        SessionCommand.Once once = new SessionCommand.Once(-1, -1, -1, largest.command());
        Bytes encoded = CommandCodec.encode(once);
        assertThat(encoded.size()).isBetween(Limits.MAX_COMMAND_BYTES, CommandCodec.maxSize(once));
        assertThat(CommandCodec.decode(encoded)).isEqualTo(once);
        byte[] frame = frame(new Request.WriteOnce(-1, Integer.MAX_VALUE, -1, -1, -1, largest));
        assertThat(WireCodec.decodeClientFrame(frame))
                .isEqualTo(new ClientFrame.Requests(
                        List.of(new Request.Write(-1, Integer.MAX_VALUE, new EncodedCommand(once, encoded)))));
    }

    @Test
    void aNameDoesNotMakeATooLargeCommandLegal() {
        EncodedCommand tooLarge = largest(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> frame(new Request.WriteOnce(1, 0, 1, 1, 1, tooLarge)))
                .withMessageContaining("at most 1572864");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(new SessionCommand.Once(1, 1, 1, tooLarge.command())));
        byte[] named = bytes(io.holdfast.wire.proto.Once.newBuilder()
                .setCommand(io.holdfast.wire.proto.Command.newBuilder()
                        .setPut(io.holdfast.wire.proto.Put.newBuilder()
                                .setValue(ByteString.copyFrom(new byte[Limits.MAX_COMMAND_BYTES])))));
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> CommandCodec.decode(named, 0, named.length))
                .withMessageStartingWith("once.command has 15728")
                .withMessageEndingWith("at most 1572864 are allowed");
    }

    @Test
    void whatMayNotHaveANameIsRefusedWithItsPlace() {
        Command plain = new Put(Bytes.utf8("k"), Bytes.EMPTY);
        for (Command forbidden : List.of(
                new LeaseCommand.Expire(1, 2, 3),
                new LeaseCommand.Checkpoint(List.of(), 1),
                new SessionCommand.Open(1, 2, "", "", ""),
                new SessionCommand.Close(1),
                new SessionCommand.Kill(1, "", ""),
                new SessionCommand.Once(1, 2, 3, plain),
                new SessionCommand.Resolve(1, 2),
                new LockCommand.Revoke("a", 1, "", ""),
                new LockCommand.SetPermits("a", 1),
                new LockCommand.EndHold("a", 1, 2),
                new LockCommand.EndDelay("a", 1, 2),
                new MemberCommand.Register("n", "s"))) {
            ProtoWriter writer = new ProtoWriter(64);
            SessionCommandWriter.once(writer, CommandCodec.encode(forbidden), 1, 2, 3);
            byte[] encoded = writer.toArray();
            assertThatExceptionOfType(MalformedException.class)
                    .as("%s", forbidden)
                    .isThrownBy(() -> CommandCodec.decode(encoded, 0, encoded.length))
                    .withMessageStartingWith("once.command")
                    .withMessageEndingWith("may not stand in a request with a name")
                    .matches(refused -> !refused.unsupported());
        }
    }

    @Test
    void aNameWithoutACommandIsRefused() {
        byte[] encoded = bytes(io.holdfast.wire.proto.Once.newBuilder().setSession(1));
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> CommandCodec.decode(encoded, 0, encoded.length))
                .withMessage("once.command is missing");
    }

    @Test
    void namesWithinNamesWithoutEndAreRefusedAtTheSecond() {
        ProtoWriter writer = new ProtoWriter(1 << 20);
        while (writer.size() < Limits.MAX_COMMAND_BYTES - 16) {
            writer.message(4, 0);
            writer.message(12, 0);
        }
        byte[] encoded = writer.toArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> CommandCodec.decode(encoded, 0, encoded.length))
                .withMessage("once.command.once may not stand in a request with a name");
    }

    private static byte[] bytes(io.holdfast.wire.proto.Once.Builder once) {
        return io.holdfast.wire.proto.Command.newBuilder().setOnce(once).build().toByteArray();
    }

    private static byte[] frame(Request request) {
        byte[] encoded = WireCodec.encode(new ClientFrame.Requests(List.of(request)));
        assertThat((long) encoded.length).isLessThanOrEqualTo(WireCodec.sizeBound(request) + 16);
        return encoded;
    }

    /** A put whose encoding has so many bytes more than are allowed. */
    private static EncodedCommand largest(int more) {
        int envelope = 11;
        Put put = new Put(Bytes.utf8("k"), Bytes.wrap(new byte[Limits.MAX_COMMAND_BYTES + more - envelope]));
        ProtoWriter writer = new ProtoWriter(64);
        put.accept((io.holdfast.model.command.KeyValueCommand.Handler<ProtoWriter>) new CommandWriter(writer));
        return new EncodedCommand(put, Bytes.wrap(writer.toArray()));
    }
}
