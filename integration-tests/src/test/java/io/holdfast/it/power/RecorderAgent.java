package io.holdfast.it.power;

import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;

/**
 * The java agent of a recorded process: has the JDK's file channels and its file system tell the {@link DiskRecorder} what
 * they did. Its argument is {@code <folder>,<journal>}.
 *
 * <p>Not followed are {@code java.io}'s own files, which nothing here uses for what must last, and memory maps.
 */
public final class RecorderAgent {
    private RecorderAgent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(String argument, Instrumentation instrumentation) throws IOException {
        int comma = argument.indexOf(',');
        DiskRecorder.start(argument.substring(0, comma), argument.substring(comma + 1));
        new AgentBuilder.Default(new ByteBuddy().with(TypeValidation.DISABLED))
                .disableClassFormatChanges()
                .ignore(none())
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly())
                .type(named("sun.nio.ch.FileChannelImpl"))
                .transform((type, description, loader, module, domain) -> channel(type))
                .type(named("sun.nio.fs.UnixFileSystemProvider"))
                .transform((type, description, loader, module, domain) -> fileSystem(type))
                .installOn(instrumentation);
    }

    private static DynamicType.Builder<?> channel(DynamicType.Builder<?> type) {
        return type.visit(Advice.to(Advices.Write.class)
                        .on(named("write").and(takesArguments(ByteBuffer.class)).and(not(isBridge()))))
                .visit(Advice.to(Advices.WriteAt.class)
                        .on(named("write").and(takesArguments(ByteBuffer.class, long.class))))
                .visit(Advice.to(Advices.WriteMany.class)
                        .on(named("write").and(takesArguments(ByteBuffer[].class, int.class, int.class))))
                .visit(Advice.to(Advices.TransferFrom.class).on(named("transferFrom")))
                .visit(Advice.to(Advices.Force.class).on(named("force")))
                .visit(Advice.to(Advices.Truncate.class).on(named("truncate").and(not(isBridge()))));
    }

    private static DynamicType.Builder<?> fileSystem(DynamicType.Builder<?> type) {
        return type.visit(
                        Advice.to(Advices.Open.class).on(named("newFileChannel").or(named("newByteChannel"))))
                .visit(Advice.to(Advices.OpenOther.class).on(named("newAsynchronousFileChannel")))
                .visit(Advice.to(Advices.Move.class).on(named("move")))
                .visit(Advice.to(Advices.Copy.class)
                        .on(named("copy").or(named("createLink")).or(named("createSymbolicLink"))))
                .visit(Advice.to(Advices.Delete.class).on(named("implDelete")))
                .visit(Advice.to(Advices.MakeFolder.class).on(named("createDirectory")));
    }
}
