package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.query.Query;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.storage.LogCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hostile bytes: random ones, and valid ones with bits flipped, bytes inserted or the end cut off. A decoder throws {@link
 * MalformedException} or returns a value that, encoded again, decodes to an equal one.
 */
@Timeout(60)
class FuzzTest {
    private static final int RANDOM_ROUNDS = 10_000;
    private static final int DAMAGED_ROUNDS = 10_000;

    @Test
    void commandsSurviveHostileBytes() {
        fuzz(
                model -> CommandCodec.encode(model.command()).toArray(),
                encoded -> CommandCodec.decode(Bytes.copyOf(encoded)),
                (Command command) -> CommandCodec.encode(command).toArray());
    }

    @Test
    void queriesSurviveHostileBytes() {
        fuzz(
                model -> QueryCodec.encode(model.query()).toArray(),
                encoded -> QueryCodec.decode(Bytes.copyOf(encoded)),
                (Query query) -> QueryCodec.encode(query).toArray());
    }

    @Test
    void clientFramesSurviveHostileBytes() {
        fuzz(
                model -> WireCodec.encode(model.clientFrame()),
                encoded -> readable(WireCodec.decodeClientFrame(encoded)),
                WireCodec::encode);
    }

    @Test
    void serverFramesSurviveHostileBytes() {
        fuzz(model -> WireCodec.encode(model.serverFrame()), WireCodec::decodeServerFrame, WireCodec::encode);
    }

    @Test
    void logEntriesSurviveHostileBytes() {
        fuzz(
                model -> LogCodec.encode(1, 2, 3, List.of(model.encodedCommand(), model.encodedCommand())),
                encoded -> LogCodec.decode(ByteBuffer.wrap(encoded)),
                FuzzTest::encode);
    }

    @Test
    void peerRepliesSurviveHostileBytes() {
        fuzz(
                model -> PeerCodec.write(new PeerReply.Registered(model.outcome(2)))
                        .toArray(),
                encoded -> PeerCodec.registration(new ProtoReader(encoded, 0, encoded.length)),
                registration -> PeerCodec.write(registration).toArray());
        fuzz(
                model -> PeerCodec.write(PeerReply.Identified.recorded("5f1c")).toArray(),
                encoded -> PeerCodec.identified(new ProtoReader(encoded, 0, encoded.length)),
                identified -> PeerCodec.write(identified).toArray());
        fuzz(
                model -> PeerCodec.write(new PeerReply.Index(model.number())).toArray(),
                encoded -> PeerCodec.readIndexed(new ProtoReader(encoded, 0, encoded.length)),
                indexed -> PeerCodec.write(indexed).toArray());
    }

    @Test
    void rowsOfSnapshotsSurviveHostileBytes() {
        fuzz(SchemaTest::snapshotRows, FuzzTest::snapshotRows, SchemaTest::snapshotRows);
    }

    private static List<SnapshotRow> snapshotRows(byte[] message) throws MalformedException {
        SnapshotRowDecoder decoder = new SnapshotRowDecoder(message, 0, message.length);
        List<SnapshotRow> rows = new ArrayList<>();
        for (SnapshotRow row = decoder.next(); row != null; row = decoder.next()) {
            rows.add(row);
        }
        return rows;
    }

    @Test
    void whatNodesHandOnSurvivesHostileBytes() {
        fuzz(
                model -> ForwardCodec.write(new PeerRequest.Propose("n1", model.bytes()))
                        .toArray(),
                encoded -> ForwardCodec.propose(new ProtoReader(encoded, 0, encoded.length)),
                propose -> ForwardCodec.write(propose).toArray());
        fuzz(
                model -> ForwardCodec.write(new PeerRequest.AskLeases(
                                "n1",
                                List.of(
                                        new Request.Renew(
                                                1,
                                                5,
                                                List.of(
                                                        LeaseName.any(model.number()),
                                                        new LeaseName(model.number(), 3))),
                                        new Request.TimeToLive(2, 6, model.number(), true))))
                        .toArray(),
                encoded -> readable(ForwardCodec.askLeases(new ProtoReader(encoded, 0, encoded.length))),
                ask -> ForwardCodec.write(ask).toArray());
    }

    private static <T> void fuzz(
            Function<RandomModel, byte[]> valid, FrameMarshaller.Decoder<T> decoder, Function<T, byte[]> encoder) {
        for (int seed = 0; seed < RANDOM_ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            check(seed, bytes, decoder, encoder);
        }
        int understood = 0;
        for (int seed = 0; seed < DAMAGED_ROUNDS; seed++) {
            byte[] damaged = damage(valid.apply(new RandomModel(seed)), new Random(seed));
            understood += check(seed, damaged, decoder, encoder) ? 1 : 0;
        }
        assertThat(understood).as("damaged ones that still make sense").isBetween(1, DAMAGED_ROUNDS - 1);
    }

    private static <T> boolean check(
            int seed, byte[] bytes, FrameMarshaller.Decoder<T> decoder, Function<T, byte[]> encoder) {
        T value;
        try {
            value = decoder.decode(bytes);
        } catch (MalformedException refused) {
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError(told(seed, bytes), e);
        }
        try {
            assertThat(decoder.decode(encoder.apply(value))).isEqualTo(value);
        } catch (MalformedException | RuntimeException | AssertionError e) {
            throw new AssertionError("encoded again, " + told(seed, bytes), e);
        }
        return true;
    }

    private static String told(int seed, byte[] bytes) {
        return "seed " + seed + ": " + HexFormat.of().formatHex(bytes);
    }

    private static byte[] damage(byte[] valid, Random random) {
        if (valid.length == 0) {
            return valid;
        }
        int at = random.nextInt(valid.length);
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(valid, at);
            }
            case 1 -> {
                byte[] longer = Arrays.copyOf(valid, valid.length + 1);
                System.arraycopy(valid, at, longer, at + 1, valid.length - at);
                longer[at] = (byte) random.nextInt();
                return longer;
            }
            default -> {
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    valid[random.nextInt(valid.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return valid;
            }
        }
    }

    private static PeerRequest.AskLeases readable(PeerRequest.AskLeases ask) {
        List<Request> requests = ask.requests().stream()
                .filter(request -> !(request instanceof Request.Unreadable))
                .toList();
        return new PeerRequest.AskLeases(ask.node(), requests);
    }

    /** Unreadable requests cannot be encoded: they are left out. */
    private static ClientFrame readable(ClientFrame frame) {
        return frame instanceof ClientFrame.Requests requests
                ? new ClientFrame.Requests(requests.requests().stream()
                        .filter(request -> !(request instanceof Request.Unreadable))
                        .toList())
                : frame;
    }

    private static byte[] encode(CommandBatch batch) {
        return LogCodec.encode(
                batch.timestampMillis(),
                batch.incarnation(),
                batch.number(),
                batch.commands().stream()
                        .map(command -> new EncodedCommand(command, CommandCodec.encode(command)))
                        .toList());
    }
}
