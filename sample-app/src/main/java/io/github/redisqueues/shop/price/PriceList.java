package io.github.redisqueues.shop.price;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicListener;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Service;

/**
 * Prices, cached in Redis for all instances and in the memory of each. A price that is
 * not cached is loaded by one reader while the others wait. Offers are published to every
 * instance. An instance that misses one because it is reconnecting returns the old price
 * for a while.
 */
@Service
public class PriceList {

	private static final Duration VALID = Duration.ofMinutes(1);

	private final StringRedisTemplate redis;

	private final DistributedLocks locks;

	private final Supplier supplier;

	private final RedisTopic<Offer> offers;

	private final Map<String, Tag> tags = new ConcurrentHashMap<>();

	PriceList(StringRedisTemplate redis, DistributedLocks locks, Supplier supplier, RedisTopic<Offer> offers) {
		this.redis = redis;
		this.locks = locks;
		this.supplier = supplier;
		this.offers = offers;
	}

	/**
	 * Returns a price from a cache or loads it.
	 * @param sku the article
	 * @return the price
	 */
	public int price(String sku) {
		Tag tag = this.tags.get(sku);
		if (tag != null && tag.isValid()) {
			return tag.price();
		}
		Tag found = Tag.of(shared(sku));
		// An offer that was received meanwhile is newer
		return this.tags.compute(sku, (key, known) -> (known != null && known.isValid()) ? known : found).price();
	}

	/**
	 * Sells an article at another price for a minute, in all instances.
	 * @param sku the article
	 * @param price what it costs
	 */
	public void offer(String sku, int price) {
		this.redis.opsForValue().set(key(sku), String.valueOf(price), VALID);
		this.offers.publish(new Offer(sku, price));
	}

	@TopicListener("offers")
	void onOffer(Offer offer) {
		this.tags.put(offer.sku(), Tag.of(offer.price()));
	}

	private int shared(String sku) {
		return cached(sku).orElseGet(() -> this.locks.execute("price", LockOptions.defaults().keys(sku),
				() -> cached(sku).orElseGet(() -> load(sku))));
	}

	private Optional<Integer> cached(String sku) {
		return Optional.ofNullable(this.redis.opsForValue().get(key(sku))).map(Integer::valueOf);
	}

	private int load(String sku) {
		int price = this.supplier.price(sku);
		this.redis.opsForValue().set(key(sku), String.valueOf(price), VALID);
		return price;
	}

	private static String key(String sku) {
		return "shop:price:" + sku;
	}

	private record Tag(int price, Instant until) {

		static Tag of(int price) {
			return new Tag(price, Instant.now().plus(VALID));
		}

		boolean isValid() {
			return Instant.now().isBefore(this.until);
		}

	}

}
