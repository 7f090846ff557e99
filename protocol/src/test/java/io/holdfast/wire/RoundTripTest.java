package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.query.Query;
import io.holdfast.storage.LogCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whatever is encoded decodes to an equal value, and that again to equal bytes. */
class RoundTripTest {
    private static final int ROUNDS = 3000;

    @Test
    void aCommandComesBackEqual() throws MalformedException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Command command = new RandomModel(seed).command();
            Bytes encoded = CommandCodec.encode(command);
            assertThat(CommandCodec.decode(encoded)).as("seed %d", seed).isEqualTo(command);
            assertThat((long) encoded.size()).as("bound, seed %d", seed).isLessThanOrEqualTo(SizeBound.of(command));
        }
    }

    @Test
    void theSizeOfAPutIsKnownBeforehand() {
        for (int size : new int[] {0, 1, 127, 128, 16_000, 17_000, 1 << 20}) {
            Put put = new Put(Bytes.utf8("key"), Bytes.wrap(new byte[size]), size, size > 200, false, true);
            assertThat((long) CommandCodec.encode(put).size()).isEqualTo(SizeBound.of(put));
        }
    }

    @Test
    void theSizeOfAPutBehindGuardsIsKnownBeforehand() {
        for (String name : List.of("", "a", "größe", "鍵", "🔑", "\ud83d", "\udd11\ud83d", "x".repeat(200))) {
            for (long token : new long[] {0, 1, 300, -1}) {
                LockGuard guard = new LockGuard(name, token);
                Command guarded = new LockCommand.Guarded(
                        List.of(guard, guard), new Put(Bytes.utf8("key"), Bytes.wrap(new byte[17_000])));
                assertThat((long) CommandCodec.encode(guarded).size())
                        .as("%s", guard)
                        .isEqualTo(SizeBound.of(guarded));
            }
        }
    }

    @Test
    void aQueryComesBackEqual() throws MalformedException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Query query = new RandomModel(seed).query();
            Bytes encoded = QueryCodec.encode(query);
            assertThat(QueryCodec.decode(encoded)).as("seed %d", seed).isEqualTo(query);
            assertThat((long) encoded.size()).as("bound, seed %d", seed).isLessThanOrEqualTo(SizeBound.of(query));
        }
    }

    @Test
    void aClientFrameComesBackEqual() throws MalformedException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            ClientFrame frame = new RandomModel(seed).clientFrame();
            byte[] encoded = WireCodec.encode(frame);
            assertThat(WireCodec.decodeClientFrame(encoded)).as("seed %d", seed).isEqualTo(frame);
            if (frame instanceof ClientFrame.Requests requests) {
                bounded(seed, encoded, requests.requests().stream().mapToLong(WireCodec::sizeBound));
            } else if (frame instanceof ClientFrame.Watches watches) {
                bounded(seed, encoded, watches.requests().stream().mapToLong(WireCodec::sizeBound));
            }
        }
    }

    @Test
    void aServerFrameComesBackEqual() throws MalformedException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            ServerFrame frame = new RandomModel(seed).serverFrame();
            byte[] encoded = WireCodec.encode(frame);
            assertThat(WireCodec.decodeServerFrame(encoded)).as("seed %d", seed).isEqualTo(frame);
            if (frame instanceof ServerFrame.Results results) {
                bounded(seed, encoded, results.results().stream().mapToLong(WireCodec::sizeBound));
            } else if (frame instanceof ServerFrame.Watched watched) {
                bounded(seed, encoded, watched.pushes().stream().mapToLong(WireCodec::sizeBound));
            } else if (frame instanceof ServerFrame.Locked locked) {
                bounded(seed, encoded, locked.pushes().stream().mapToLong(WireCodec::sizeBound));
            }
        }
    }

    @Test
    void aLogEntryComesBackEqualFromAnyKindOfBuffer() throws MalformedException {
        for (int seed = 0; seed < 300; seed++) {
            RandomModel model = new RandomModel(seed);
            List<EncodedCommand> commands = new ArrayList<>();
            for (int i = 0; i < seed % 7; i++) {
                commands.add(model.encodedCommand());
            }
            byte[] entry = LogCodec.encode(seed, -seed, 3L * seed, commands);
            CommandBatch batch = new CommandBatch(
                    seed,
                    -seed,
                    3L * seed,
                    commands.stream().map(EncodedCommand::command).toList());
            ByteBuffer padded = ByteBuffer.allocate(entry.length + 20);
            padded.position(7).put(entry).flip().position(7);
            assertThat(LogCodec.decode(ByteBuffer.wrap(entry)))
                    .as("seed %d", seed)
                    .isEqualTo(batch);
            assertThat(LogCodec.decode(padded)).as("seed %d", seed).isEqualTo(batch);
            assertThat(padded.position()).isEqualTo(7);
            assertThat(LogCodec.decode(padded.asReadOnlyBuffer()))
                    .as("seed %d", seed)
                    .isEqualTo(batch);
            assertThat(entry.length)
                    .isEqualTo(LogCodec.HEADER_BYTES
                            + commands.stream().mapToInt(LogCodec::sizeOf).sum());
        }
    }

    private static void bounded(int seed, byte[] encoded, LongStream bounds) {
        assertThat((long) encoded.length).as("bound, seed %d", seed).isLessThanOrEqualTo(bounds.sum() + 16);
    }
}
