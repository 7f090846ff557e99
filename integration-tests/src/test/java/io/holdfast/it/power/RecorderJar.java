package io.holdfast.it.power;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.ByteBuddy;

/** Packs the recorder of this very build as a java agent. */
final class RecorderJar {
    private static final String FOLDER = "io/holdfast/it/power/";

    private RecorderJar() {}

    /** Writes the agent below a folder and returns its jar, ready for {@code -javaagent:}. */
    static Path pack(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path recorder = folder.resolve("recorder.jar");
        write(recorder, new Manifest(), List.of("DiskRecorder"));
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Premain-Class", RecorderAgent.class.getName());
        main.putValue("Can-Retransform-Classes", "true");
        main.putValue("Boot-Class-Path", recorder.getFileName().toString());
        main.put(Attributes.Name.CLASS_PATH, byteBuddy().toUri().toString());
        Path agent = folder.resolve("agent.jar");
        write(
                agent,
                manifest,
                List.of(
                        "RecorderAgent",
                        "Advices",
                        "Advices$Open",
                        "Advices$OpenOther",
                        "Advices$Write",
                        "Advices$WriteAt",
                        "Advices$WriteMany",
                        "Advices$TransferFrom",
                        "Advices$Truncate",
                        "Advices$Force",
                        "Advices$Move",
                        "Advices$Copy",
                        "Advices$Delete",
                        "Advices$MakeFolder"));
        return agent;
    }

    /** The agent's option for a process whose files below a folder are to be recorded. */
    static String option(Path agent, Path folder, Path journal) {
        return "-javaagent:" + agent + "=" + folder + "," + journal;
    }

    private static Path byteBuddy() {
        try {
            return Path.of(ByteBuddy.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path jar, Manifest manifest, List<String> classes) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (String name : classes) {
                out.putNextEntry(new JarEntry(FOLDER + name + ".class"));
                try (InputStream bytes = RecorderJar.class.getResourceAsStream(name + ".class")) {
                    if (bytes == null) {
                        throw new IllegalStateException("no class " + name);
                    }
                    bytes.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }
}
