package io.github.redisqueues.test.testcontainers;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Connects to a container of a Valkey image that is annotated with
 * {@link org.springframework.boot.testcontainers.service.connection.ServiceConnection @ServiceConnection}.
 */
class ValkeyContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, DataRedisConnectionDetails> {

	private static final List<String> IMAGES = List.of("valkey/valkey", "valkey/valkey-bundle", "valkey");

	private static final int PORT = 6379;

	ValkeyContainerConnectionDetailsFactory() {
		super(IMAGES);
	}

	@Override
	protected DataRedisConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new ValkeyContainerConnectionDetails(source);
	}

	/**
	 * The address of a container.
	 */
	private static final class ValkeyContainerConnectionDetails extends ContainerConnectionDetails<Container<?>>
			implements DataRedisConnectionDetails {

		private ValkeyContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

		@Override
		public Standalone getStandalone() {
			return Standalone.of(getContainer().getHost(), getContainer().getMappedPort(PORT));
		}

	}

}
