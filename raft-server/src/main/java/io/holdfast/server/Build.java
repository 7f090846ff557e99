package io.holdfast.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build wrote into the jar. */
final class Build {
    /** The version of this server. */
    static final String VERSION = read("version");

    private Build() {}

    private static String read(String key) {
        Properties properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks build.properties: it was not built by Maven");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties of the jar cannot be read", e);
        }
        return properties.getProperty(key, "");
    }
}
