package io.unveil.deploy.cli;

import io.unveil.deploy.config.Settings;
import java.nio.file.Path;

/**
 * What a server is started with.
 *
 * @param data the data folder: exists, and is locked by this process
 * @param settings all settings, checked
 */
public record ServeOptions(Path data, Settings settings) {}
