package io.holdfast.it.power;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import net.bytebuddy.asm.Advice;

/** What is woven into the JDK's methods, each where it returns: their code is copied there, so it must call the recorder only. */
final class Advices {
    private Advices() {}

    static final class Open {
        private Open() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Return Object channel, @Advice.Argument(0) Path path, @Advice.Argument(1) Set<?> options) {
            DiskRecorder.opened(channel, path, options);
        }
    }

    static final class OpenOther {
        private OpenOther() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Path path) {
            DiskRecorder.unseen("asynchronous channel", path);
        }
    }

    static final class Write {
        private Write() {}

        @Advice.OnMethodExit
        static void exit(@Advice.This Object channel, @Advice.Argument(0) ByteBuffer source, @Advice.Return int count)
                throws IOException {
            DiskRecorder.wrote(channel, source, count, -1);
        }
    }

    static final class WriteAt {
        private WriteAt() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.This Object channel,
                @Advice.Argument(0) ByteBuffer source,
                @Advice.Argument(1) long offset,
                @Advice.Return int count)
                throws IOException {
            DiskRecorder.wrote(channel, source, count, offset);
        }
    }

    static final class WriteMany {
        private WriteMany() {}

        @Advice.OnMethodExit
        static void exit(@Advice.This Object channel) {
            DiskRecorder.unseenOn("gathering write", channel);
        }
    }

    static final class TransferFrom {
        private TransferFrom() {}

        @Advice.OnMethodExit
        static void exit(@Advice.This Object channel) {
            DiskRecorder.unseenOn("transfer", channel);
        }
    }

    static final class Truncate {
        private Truncate() {}

        @Advice.OnMethodExit
        static void exit(@Advice.This Object channel, @Advice.Argument(0) long size) {
            DiskRecorder.truncated(channel, size);
        }
    }

    static final class Force {
        private Force() {}

        @Advice.OnMethodEnter
        static long enter() {
            return DiskRecorder.begin();
        }

        @Advice.OnMethodExit
        static void exit(@Advice.This Object channel, @Advice.Enter long begin) {
            DiskRecorder.forced(channel, begin);
        }
    }

    static final class Move {
        private Move() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Path from, @Advice.Argument(1) Path to) {
            DiskRecorder.moved(from, to);
        }
    }

    static final class Copy {
        private Copy() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Path from, @Advice.Argument(1) Path to) {
            DiskRecorder.unseen("copy or link", from);
            DiskRecorder.unseen("copy or link", to);
        }
    }

    static final class Delete {
        private Delete() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Path path, @Advice.Return boolean deleted) {
            if (deleted) {
                DiskRecorder.deleted(path);
            }
        }
    }

    static final class MakeFolder {
        private MakeFolder() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Path path) {
            DiskRecorder.made(path);
        }
    }
}
