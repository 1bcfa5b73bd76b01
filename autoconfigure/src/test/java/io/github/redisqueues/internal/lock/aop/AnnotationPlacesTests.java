package io.github.redisqueues.internal.lock.aop;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AnnotationPlacesTests {

	private final LockedContext context = LockedContext.start(Map.of("shop.lock", "shelf", "shop.wait", "0"),
			Shop.class, Everything.class, Offspring.class, Texts.class);

	private final Shop shop = this.context.bean(Shop.class);

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void namesTheLockAfterTheMethod() {
		assertThat(this.shop.unnamed()).isEqualTo(Shop.class.getName() + ".unnamed");
		assertThat(this.context.bean(Offspring.class).inherited()).isEqualTo(Base.class.getName() + ".inherited");
	}

	@Test
	void resolvesPlaceholders() throws Exception {
		assertThat(this.shop.placeholders()).isEqualTo("shelf");
		this.context.whileTaken("shelf", () -> {
			long before = System.nanoTime();
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(this.shop::placeholders);
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(90));
			return null;
		});
	}

	@Test
	void hasOtherAnnotationsWithAliases() {
		assertThat(this.shop.meta(new Order("pear", List.of()))).isEqualTo("by-sku[pear]");
	}

	@Test
	void onAClassHoldsForAllPublicMethodsAndTheMethodsOwnGoesFirst() {
		Everything everything = this.context.bean(Everything.class);
		assertThat(everything.first()).isEqualTo("everything");
		assertThat(everything.own()).isEqualTo("own");
		assertThat(everything.notPublic()).isEqualTo("none");
		assertThat(everything.toString()).isEqualTo("none");
		Offspring offspring = this.context.bean(Offspring.class);
		assertThat(offspring.first()).isEqualTo("everything");
		assertThat(offspring.another()).isEqualTo("everything");
	}

	@Test
	void onAGenericInterfaceHoldsForItsBeansWithItsOwnParameterNames() {
		assertThat(this.context.bean(Texts.class).store("a")).isEqualTo("a");
		Store<String> store = this.context.bean(Texts.class);
		assertThat(store.store("b")).isEqualTo("b");
	}

	static class Shop {

		@DistributedLock
		public String unnamed() {
			return currentName();
		}

		@DistributedLock(name = "${shop.lock}", waitTime = "${shop.wait}", leaseTime = "${shop.lease:PT10S}",
				autoRenew = "${shop.renew:false}", holdAtLeast = "${shop.least:}")
		public String placeholders() {
			assertThat(LockHandle.current().orElseThrow().remaining()).isLessThan(Duration.ofSeconds(10));
			return currentName();
		}

		@LockedBySku(by = "#order.sku()")
		public String meta(Order order) {
			return currentName() + LockHandle.current().orElseThrow().keys();
		}

	}

	static class Base {

		@DistributedLock
		public String inherited() {
			return currentName();
		}

	}

	@Primary
	@DistributedLock(name = "everything")
	static class Everything extends Base {

		public String first() {
			return currentName();
		}

		@DistributedLock(name = "own")
		public String own() {
			return currentName();
		}

		String notPublic() {
			return currentName();
		}

		@Override
		public String toString() {
			return currentName();
		}

	}

	static class Offspring extends Everything {

		public String another() {
			return currentName();
		}

	}

	interface Store<T> {

		@DistributedLock(name = "store", keys = "#value")
		String store(T value);

	}

	static class Texts implements Store<String> {

		@Override
		public String store(String text) {
			return String.join(",", LockHandle.requireCurrent("store").keys());
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock(name = "by-sku")
	@interface LockedBySku {

		@AliasFor(annotation = DistributedLock.class, attribute = "keys")
		String[] by();

	}

	record Order(String sku, List<String> parts) {

	}

	private static String currentName() {
		return LockHandle.current().map(LockHandle::name).orElse("none");
	}

}
