package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.storage.LogCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What exactly is refused, and that the complaint names the place. */
@Timeout(30)
class HostileBytesTest {
    private static final Put PUT = new Put(Bytes.utf8("k"), Bytes.utf8("v"));

    @Test
    void anUnknownFieldOfACommandIsUnsupportedNotIgnored() {
        refused(() -> command("0a 05 0a 01 6b 48 01"))
                .withMessage("put.field 9 is not known to this version")
                .matches(MalformedException::unsupported);
    }

    @Test
    void anUnknownKindOfCommandIsUnsupported() {
        refused(() -> command("a2 06 00"))
                .withMessage("field 100 is not known to this version")
                .matches(MalformedException::unsupported);
    }

    @Test
    void noCommandAtAllIsRefused() {
        refused(() -> command("")).withMessage("kind of command is missing");
    }

    @Test
    void twoKindsInOneCommandAreRefused() {
        refused(() -> command("0a 00 22 00")).withMessageStartingWith("compact is given twice");
    }

    @Test
    void anUnknownConstantNamesItsField() {
        refused(() -> command("1a 08 0a 06 0a 00 10 63 18 01"))
                .withMessage("transaction.compares[0].target is 99, which this version does not know");
    }

    @Test
    void aMissingConstantNamesItsField() {
        refused(() -> command("1a 06 0a 04 0a 00 10 01")).withMessage("transaction.compares[0].relation is missing");
    }

    @Test
    void aLengthBeyondTheMessageIsRefusedBeforeAnythingIsAllocated() {
        refused(() -> command("0a 07 0a ff ff ff ff 07 6b"))
                .withMessage("put.key claims 2147483647 bytes where 1 are left");
        refused(() -> command("0a ff ff ff ff ff ff ff ff ff 01"))
                .withMessage("put claims 18446744073709551615 bytes where 0 are left");
    }

    @Test
    void anEndlessNumberIsRefused() {
        refused(() -> command("22 0c 08 ff ff ff ff ff ff ff ff ff ff 01"))
                .withMessage("compact.revision is a number of more than 64 bits");
    }

    @Test
    void aWrongWireTypeIsRefused() {
        refused(() -> command("0a 02 08 01")).withMessage("put.key has wire type 0 instead of 2");
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        refused(() -> command("82 01 03 0a 01 ff")).withMessage("register.node is not UTF-8");
    }

    @Test
    void aNameBeyondTheLimitIsRefused() {
        String tooLong = "n".repeat(Limits.MAX_NAME_BYTES + 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(new MemberCommand.Register(tooLong, "s")))
                .withMessage("node has 257 bytes, at most 256 are allowed");
        byte[] encoded = io.holdfast.wire.proto.Command.newBuilder()
                .setRegister(io.holdfast.wire.proto.RegisterMember.newBuilder().setNode(tooLong))
                .build()
                .toByteArray();
        refused(() -> CommandCodec.decode(encoded, 0, encoded.length))
                .withMessage("register.node has 257 bytes, at most 256 are allowed");
    }

    @Test
    void transactionsNestToTheLimitAndNoDeeper() throws MalformedException {
        Command deepest = nested(Limits.MAX_TRANSACTION_DEPTH);
        assertThat(CommandCodec.decode(CommandCodec.encode(deepest))).isEqualTo(deepest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(nested(Limits.MAX_TRANSACTION_DEPTH + 1)))
                .withMessageContaining("deeper than 16");
    }

    @Test
    void bytesThatNestWithoutEndAreRefusedWithoutAStackOverflow() {
        ProtoWriter writer = new ProtoWriter(1 << 20);
        for (int level = 0; writer.size() < Limits.MAX_COMMAND_BYTES - 16; level++) {
            writer.message(level % 2 == 0 ? 3 : 2, 0);
        }
        byte[] operation = writer.toArray();
        refused(() -> CommandCodec.decode(operation, 0, operation.length))
                .withMessageContaining("nests deeper than 16 levels");
    }

    @Test
    void aListOfCountlessEmptyElementsIsRefused() {
        ProtoWriter writer = new ProtoWriter(1 << 20);
        for (int i = 0; i <= Limits.MAX_TRANSACTION_ELEMENTS; i++) {
            int mark = writer.size();
            writer.message(1, writer.size());
            writer.message(2, mark);
        }
        writer.message(3, 0);
        byte[] encoded = writer.toArray();
        refused(() -> CommandCodec.decode(encoded, 0, encoded.length))
                .withMessage("transaction.success has too many elements");
    }

    @Test
    void aFrameOfCountlessRequestsIsRefused() {
        List<Request> requests = Collections.nCopies(Limits.MAX_FRAME_REQUESTS + 1, new Request.DescribeCluster(1));
        byte[] encoded = WireCodec.encode(new ClientFrame.Requests(requests));
        refused(() -> WireCodec.decodeClientFrame(encoded)).withMessage("requests has more than 16384 elements");
    }

    @Test
    void whatIsTooLargeIsNeitherWrittenNorRead() {
        Put huge = new Put(Bytes.utf8("k"), Bytes.wrap(new byte[Limits.MAX_COMMAND_BYTES]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(huge))
                .withMessageContaining("at most 1572864");
        byte[] bytes = new byte[Limits.MAX_FRAME_BYTES + 1];
        refused(() -> WireCodec.decodeServerFrame(bytes)).withMessageContaining("8388609 bytes");
        refused(() -> CommandCodec.decode(bytes, 0, bytes.length)).withMessageContaining("8388609 bytes");
        List<Request> requests = new ArrayList<>();
        EncodedCommand large = encoded(new Put(Bytes.utf8("k"), Bytes.wrap(new byte[Limits.MAX_VALUE_BYTES])));
        for (int i = 0; i < 9; i++) {
            requests.add(new Request.Write(i, 0, large));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WireCodec.encode(new ClientFrame.Requests(requests)))
                .withMessageContaining("at most 8388608");
    }

    @Test
    void aLogEntryThatLiesAboutItsCommandsIsRefused() {
        byte[] entry = LogCodec.encode(1, 2, 3, List.of(encoded(PUT)));
        ByteBuffer.wrap(entry).putInt(25, Integer.MAX_VALUE);
        refused(() -> LogCodec.decode(ByteBuffer.wrap(entry))).withMessageContaining("claims 2147483647 commands");
        ByteBuffer.wrap(entry).putInt(25, 1).putInt(29, 1000);
        refused(() -> LogCodec.decode(ByteBuffer.wrap(entry))).withMessage("command 0 of a log entry is cut short");
        ByteBuffer.wrap(entry).putInt(25, 0);
        refused(() -> LogCodec.decode(ByteBuffer.wrap(entry))).withMessageContaining("after its last command");
        refused(() -> LogCodec.decode(ByteBuffer.allocate(0))).withMessage("a log entry is empty");
        refused(() -> LogCodec.decode(ByteBuffer.wrap(new byte[] {1, 0})))
                .withMessageContaining("fewer than its header");
    }

    private static Transaction nested(int levels) {
        List<Operation> inner = levels == 1 ? List.of(PUT) : List.of(nested(levels - 1));
        return new Transaction(List.of(), inner, List.of());
    }

    private static EncodedCommand encoded(Command command) {
        return new EncodedCommand(command, CommandCodec.encode(command));
    }

    private static Command command(String hex) throws MalformedException {
        return CommandCodec.decode(Bytes.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    private static ThrowableAssertAlternative<MalformedException> refused(ThrowingCallable decoding) {
        return assertThatExceptionOfType(MalformedException.class).isThrownBy(decoding);
    }
}
