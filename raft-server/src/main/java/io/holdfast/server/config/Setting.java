package io.holdfast.server.config;

import java.nio.file.Path;

/**
 * One value as it was given.
 *
 * @param value its text
 * @param source where it stands, for messages: {@code holdfast.yaml line 7}, an environment variable, a flag
 * @param base the folder that a relative path in it starts from
 */
record Setting(String value, String source, Path base) {}
