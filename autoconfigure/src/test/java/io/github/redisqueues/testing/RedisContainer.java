package io.github.redisqueues.testing;

import java.util.ArrayList;
import java.util.List;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A Redis server as a container, on a port that stays the same over restarts.
 */
final class RedisContainer implements RedisHost {

	private static final DockerImageName IMAGE = DockerImageName.parse("redis:7.2-alpine");

	private final int port;

	private final List<String> command;

	private GenericContainer<?> container;

	RedisContainer(int port, List<String> options) {
		this.port = port;
		this.command = new ArrayList<>(List.of("redis-server", "--save", "", "--protected-mode", "no"));
		this.command.addAll(options);
	}

	static boolean isAvailable() {
		return Engine.AVAILABLE;
	}

	@Override
	public void start() {
		if (this.container != null) {
			this.container.getDockerClient().startContainerCmd(this.container.getContainerId()).exec();
			return;
		}
		this.container = new GenericContainer<>(IMAGE).withExposedPorts(6379)
			.withCommand(this.command.toArray(new String[0]));
		this.container.setPortBindings(List.of(this.port + ":6379"));
		this.container.start();
	}

	@Override
	public void kill() {
		this.container.getDockerClient().killContainerCmd(this.container.getContainerId()).exec();
	}

	@Override
	public void pause() {
		this.container.getDockerClient().pauseContainerCmd(this.container.getContainerId()).exec();
	}

	@Override
	public void unpause() {
		this.container.getDockerClient().unpauseContainerCmd(this.container.getContainerId()).exec();
	}

	@Override
	public boolean isRunning() {
		return this.container != null && this.container.isRunning();
	}

	@Override
	public String host() {
		return this.container.getHost();
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public String describe() {
		return this.command + "\n" + this.container.getLogs();
	}

	@Override
	public void close() {
		this.container.stop();
	}

	private static final class Engine {

		static final boolean AVAILABLE = DockerClientFactory.instance().isDockerAvailable();

	}

}
