package io.holdfast.benchmarks.locks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks another JVM, by the JDK's {@code jcmd}, how much of its heap is in use once it is collected. */
final class ServerHeap {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private ServerHeap() {}

    static long liveMebibytes(long process) {
        jcmd(process, "GC.run");
        Matcher used = USED.matcher(jcmd(process, "GC.heap_info"));
        if (!used.find()) {
            throw new IllegalStateException("process " + process + " does not say what its heap holds");
        }
        return Long.parseLong(used.group(1)) / 1024;
    }

    private static String jcmd(long process, String command) {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process jcmd = new ProcessBuilder(program, Long.toString(process), command)
                    .redirectErrorStream(true)
                    .start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
