#include "tests/cuda_emulator/scheduler.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "tests/cuda_emulator/blocks.hpp"

namespace inkgrad::cuda_emulator {

namespace {

constexpr unsigned warp_size = 32;
constexpr unsigned largest_block = 1024;
constexpr unsigned largest_cooperative_grid = 132;  // an H100's multiprocessors, a block on each
constexpr unsigned largest_cluster = 8;  // that every device with clusters has
constexpr std::size_t largest_shared = std::size_t{48} << 10;

std::string text(const std::source_location& where) {
  const std::string file = where.file_name();
  return file.substr(file.rfind('/') + 1) + ":" + std::to_string(where.line());
}

bool same(const std::source_location& a, const std::source_location& b) {
  return a.line() == b.line() && a.column() == b.column() && std::strcmp(a.file_name(), b.file_name()) == 0;
}

bool fits(const Index3& grid, const Index3& block) {
  const auto threads = std::uint64_t{block.x} * block.y * block.z;
  return threads >= 1 && threads <= largest_block && block.z <= 64 && grid.x >= 1 && grid.x <= 0x7fffffff && grid.y >= 1 &&
         grid.y <= 65535 && grid.z >= 1 && grid.z <= 65535;
}

Index3 place(unsigned number, const Index3& extent) {
  return {number % extent.x, number / extent.x % extent.y, number / extent.x / extent.y};
}

class Scheduler {
 public:
  std::uint64_t seed = 0;

  void run(const LaunchShape& shape, const std::function<void()>& body) {
    if (!fits(shape.grid, shape.block)) throw Report("a launch that no device takes: too many threads a block, or none");
    const unsigned count = shape.grid.x * shape.grid.y * shape.grid.z;
    if (shape.cooperative && count > largest_cooperative_grid) {
      throw Report("a cooperative launch of " + std::to_string(count) + " blocks, more than fit on the device at once");
    }
    if (shape.cluster < 1 || shape.cluster > largest_cluster || shape.grid.x % shape.cluster != 0) {
      throw Report("clusters of " + std::to_string(shape.cluster) + " blocks in a grid of " + std::to_string(shape.grid.x));
    }
    if (body_ != nullptr) throw Report("a kernel that launches a kernel");
    shape_ = shape;
    body_ = &body;
    random_ = seed * 0x9E3779B97F4A7C15u + 1;
    ::gridDim = shape.grid;
    ::blockDim = shape.block;
    std::iota(lane_order_.begin(), lane_order_.end(), 0u);
    std::vector<unsigned> order(count / shape.cluster), members(shape.cluster);
    std::iota(order.begin(), order.end(), 0u);
    std::iota(members.begin(), members.end(), 0u);
    arrange(order);
    try {
      if (shape.cooperative) {
        run_together(order);
      } else {
        for (const unsigned number : order) {
          arrange(members);
          std::vector<unsigned> together;
          for (const unsigned member : members) together.push_back(number * shape.cluster + member);
          run_together(together);
        }
      }
    } catch (...) {
      // Fibres that wait inside the kernel are of no more use. They are not unwound, with exceptions on their stacks, which the
      // address sanitizer does not take, but left as they are: kernels own nothing.
      body_ = nullptr;
      for (auto& thread : threads_) abandoned_.push_back(std::move(thread));
      threads_.clear();
      throw;
    }
    body_ = nullptr;
  }

  // --- as a thread of the kernel ---

  void wait(State state, const std::source_location& where) {
    Thread& thread = *current_;
    thread.state = state;
    thread.where = where;
    leave();
  }

  [[noreturn]] void fail(const std::string& what, const std::source_location& where) {
    failure_ = what + " at " + text(where);
    leave();
    throw Report("a thread went on after a report");
  }

  void wait_for_grid(const std::source_location& where) {
    if (!shape_.cooperative) fail("grid.sync() in a launch that is not cooperative", where);
    wait(State::at_grid_barrier, where);
  }

  void arrive_at_cluster(const std::source_location& where) {
    if (current_->arrivals > stretch_) fail("a thread arrives at a cluster barrier twice", where);
    ++current_->arrivals;
    if (seed % 2 == 1) wait(State::arrived_at_cluster, where);
  }

  void wait_for_cluster(const std::source_location& where) {
    if (current_->arrivals == 0) fail("a thread waits at a cluster barrier where it has not arrived", where);
    if (current_->arrivals > stretch_) wait(State::at_cluster_barrier, where);
  }

  unsigned cluster_rank() const { return block_->index.x % shape_.cluster; }
  unsigned cluster_size() const { return shape_.cluster; }

  void* in_cluster(void* address, unsigned rank, const std::source_location& where) {
    if (rank >= shape_.cluster) fail("block " + std::to_string(rank) + " of a cluster of " + std::to_string(shape_.cluster), where);
    if (rank == cluster_rank()) return address;
    const auto other = std::find_if(together_.begin(), together_.end(),
                                    [&](const Block& block) { return block.index.x % shape_.cluster == rank; });
    if (stretch_ == 0) fail("shared memory of a block that may not have begun, since no cluster barrier came before,", where);
    if (other->is_gone) fail("shared memory of a block that has returned", where);
    other->read_in = stretch_;
    other->read_at = where;
    if (std::byte* there = counterpart(static_cast<const std::byte*>(address), *block_, *other)) return there;
    fail("an address outside of shared memory, mapped to another block,", where);
  }

  std::byte* dynamic_shared() const { return block_->dynamic_shared.data(); }

  const LaneValues& exchange(std::uint32_t mask, std::uint64_t value, const std::source_location& where) {
    Meeting& meeting = block_->warps[position_ / warp_size];
    const unsigned my_lane = position_ % warp_size;
    if ((mask >> my_lane & 1) == 0) fail("lane " + std::to_string(my_lane) + " is not in the mask of its own warp operation", where);
    if (meeting.arrived != 0 && (meeting.mask != mask || !same(meeting.where, where))) {
      fail("lanes of a warp meet in different warp operations, " + text(meeting.where) + " and another", where);
    }
    meeting.mask = mask;
    meeting.where = where;
    meeting.values[my_lane] = value;
    meeting.arrived |= 1u << my_lane;
    Thread& me = *current_;
    if (meeting.arrived != mask) {
      wait(State::in_warp_operation, where);
      return me.received;
    }
    const unsigned first = position_ - my_lane;
    for (unsigned i = 0; i < warp_size && first + i < block_->threads.size(); ++i) {
      if ((mask >> i & 1) == 0) continue;
      block_->threads[first + i]->received = meeting.values;
      block_->threads[first + i]->state = State::ready;
    }
    meeting = {};
    return me.received;
  }

  unsigned lane() const { return position_ % warp_size; }

  void* shared_array(int number, std::size_t bytes) {
    auto& arrays = block_->shared;
    const auto index = static_cast<std::size_t>(number);
    if (arrays.size() <= index) arrays.resize(index + 1);
    if (arrays[index].empty()) {
      block_->shared_bytes += bytes;
      if (block_->shared_bytes > largest_shared) {
        fail("a block uses " + std::to_string(block_->shared_bytes) + " bytes of shared memory, more than 48 KiB,", std::source_location::current());
      }
      arrays[index].assign(bytes, std::byte{0xFF});  // every float of it not a number
    }
    return arrays[index].data();
  }

 private:
  /// Puts the numbers from 0 on in this turn's order.
  void arrange(std::vector<unsigned>& order) {
    if (seed == 0) std::iota(order.begin(), order.end(), 0u);
    if (seed == 1) std::iota(order.rbegin(), order.rend(), 0u);
    if (seed <= 1) return;
    for (std::size_t i = order.size(); i > 1; --i) {
      random_ ^= random_ << 13, random_ ^= random_ >> 7, random_ ^= random_ << 17;  // xorshift64, Marsaglia 2003
      std::swap(order[i - 1], order[random_ % i]);
    }
  }

  /// From a thread of the kernel back into resume().
  void leave() {
    const StackSwitch to_scheduler(own_stack_);
    scheduler_ = std::move(scheduler_).resume();
  }

  boost::context::fiber new_fibre() {
    return boost::context::fiber(std::allocator_arg, stacks_, [this](boost::context::fiber&& from) {
      own_stack_ = StackSwitch::arrived();
      scheduler_ = std::move(from);
      for (;;) {
        (*body_)();
        current_->state = State::done;
        leave();
      }
      return boost::context::fiber();
    });
  }

  void resume(Block& block, unsigned position) {
    block_ = &block;
    position_ = position;
    current_ = block.threads[position];
    ::blockIdx = block.index;
    ::threadIdx = place(position, shape_.block);
    Thread& thread = *current_;
    {
      const StackSwitch to_thread(thread.stack);
      thread.fibre = std::move(thread.fibre).resume();
    }
    if (!failure_.empty()) throw Report(std::exchange(failure_, {}));
  }

  void run_together(const std::vector<unsigned>& numbers) {
    const unsigned size = shape_.block.x * shape_.block.y * shape_.block.z;
    while (threads_.size() < numbers.size() * size) {
      threads_.push_back(std::make_unique<Thread>());
      threads_.back()->fibre = new_fibre();
      threads_.back()->stack = new_stack_;
    }
    std::vector<Block>& blocks = together_;
    blocks.clear();
    blocks.resize(numbers.size());
    stretch_ = 0;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      blocks[b].index = place(numbers[b], shape_.grid);
      blocks[b].warps.resize((size + warp_size - 1) / warp_size);
      blocks[b].dynamic_shared.assign(shape_.dynamic_shared, std::byte{0xFF});
      for (unsigned t = 0; t < size; ++t) {
        blocks[b].threads.push_back(threads_[b * size + t].get());
        blocks[b].threads.back()->state = State::ready;
        blocks[b].threads.back()->arrivals = 0;
      }
    }
    warp_order_.resize((size + warp_size - 1) / warp_size);
    std::iota(warp_order_.begin(), warp_order_.end(), 0u);
    while (!all_are(blocks, State::done)) {
      bool moved = false;
      // Each block as far as it gets without the others, so that one may be far ahead of another.
      for (Block& block : blocks) {
        while (run_ready(block) || open_barrier(block)) moved = true;
        if (!block.is_gone && all_are(block, State::done)) leave_cluster(block);
      }
      if (moved || open_cluster_barrier() || make_ready(State::arrived_at_cluster)) continue;
      if (!all_are(blocks, State::at_grid_barrier)) throw Report(deadlock(blocks));
      for (Block& block : blocks) make_ready(block);
    }
  }

  /// Lets the threads of a cluster go on if all that are not gone have arrived.
  bool open_cluster_barrier() {
    int waiting = 0;
    for (const Block& block : together_) {
      for (const Thread* thread : block.threads) {
        if (thread->state == State::done) continue;
        if (thread->arrivals == stretch_) return false;
        ++waiting;
      }
    }
    if (waiting == 0) return false;
    ++stretch_;
    make_ready(State::arrived_at_cluster);
    make_ready(State::at_cluster_barrier);
    return true;
  }

  /// False if there was no thread in that state.
  bool make_ready(State state) {
    bool found = false;
    for (Block& block : together_) {
      for (Thread* thread : block.threads) {
        if (thread->state != state) continue;
        thread->state = State::ready;
        found = true;
      }
    }
    return found;
  }

  /// A block returns, and its shared memory is no more.
  void leave_cluster(Block& block) const {
    block.is_gone = true;
    if (block.read_in == stretch_) {
      throw Report("a block returns while another may still read its shared memory: no cluster barrier since at " + text(block.read_at));
    }
  }

  /// Runs one warp after the other as far as it gets: up to a barrier of the block or the grid, or its end. So one warp may read what
  /// another should not have written yet. False if none could run.
  bool run_ready(Block& block) {
    bool ran = false;
    arrange(warp_order_);
    for (const unsigned warp : warp_order_) {
      while (run_ready_lanes(block, warp * warp_size)) ran = true;
    }
    return ran;
  }

  /// Runs each thread of a warp that can up to where it waits.
  bool run_ready_lanes(Block& block, unsigned first) {
    bool ran = false;
    arrange(lane_order_);
    for (const unsigned lane : lane_order_) {
      if (first + lane >= block.threads.size() || block.threads[first + lane]->state != State::ready) continue;
      resume(block, first + lane);
      ran = true;
    }
    return ran;
  }

  /// Lets a block's threads go on if all of them, none gone, wait at the same __syncthreads.
  static bool open_barrier(Block& block) {
    if (!all_are(block, State::at_block_barrier)) return false;
    for (const Thread* thread : block.threads) {
      if (!same(thread->where, block.threads[0]->where)) {
        throw Report("threads of a block wait at different __syncthreads, " + text(block.threads[0]->where) + " and " + text(thread->where));
      }
    }
    make_ready(block);
    return true;
  }

  static void make_ready(Block& block) {
    for (Thread* thread : block.threads) thread->state = State::ready;
  }

  static bool all_are(const Block& block, State state) {
    return std::all_of(block.threads.begin(), block.threads.end(), [=](const Thread* t) { return t->state == state; });
  }
  static bool all_are(const std::vector<Block>& blocks, State state) {
    return std::all_of(blocks.begin(), blocks.end(), [=](const Block& b) { return all_are(b, state); });
  }

  static std::string deadlock(const std::vector<Block>& blocks) {
    int barrier = 0, cluster = 0, grid = 0, warp = 0, done = 0;
    std::string where;
    for (const Block& block : blocks) {
      for (const Thread* thread : block.threads) {
        barrier += thread->state == State::at_block_barrier;
        cluster += thread->state == State::at_cluster_barrier;
        grid += thread->state == State::at_grid_barrier;
        warp += thread->state == State::in_warp_operation;
        done += thread->state == State::done;
        if (thread->state != State::done) where = text(thread->where);
      }
    }
    return "deadlock: " + std::to_string(barrier) + " threads at __syncthreads, " + std::to_string(warp) + " in a warp operation, " +
           std::to_string(cluster) + " at cluster.sync(), " + std::to_string(grid) + " at grid.sync(), " + std::to_string(done) + " returned; one waits at " + where;
  }

  Stack new_stack_, own_stack_;  // of the fibre made last; the one that run() is on
  NotingStacks stacks_{.last = &new_stack_};
  std::vector<std::unique_ptr<Thread>> threads_, abandoned_;
  std::vector<unsigned> warp_order_, lane_order_ = std::vector<unsigned>(warp_size);
  LaunchShape shape_;
  const std::function<void()>* body_ = nullptr;
  std::uint64_t random_ = 1;
  boost::context::fiber scheduler_;  // where run() waits while a thread runs
  std::vector<Block> together_;  // the blocks that live at once
  int stretch_ = 0;              // how many cluster barriers they have passed
  Block* block_ = nullptr;
  Thread* current_ = nullptr;
  unsigned position_ = 0;  // in the block
  std::string failure_;
};

Scheduler& scheduler() {
  static Scheduler& one = *new Scheduler;  // for ever: its fibres are not to be unwound
  return one;
}

}  // namespace

void set_schedule(std::uint64_t seed) { scheduler().seed = seed; }
std::uint64_t schedule() { return scheduler().seed; }
void run_kernel(const LaunchShape& shape, const std::function<void()>& body) { scheduler().run(shape, body); }
void wait_for_block(const std::source_location& where) { scheduler().wait(State::at_block_barrier, where); }
void wait_for_grid(const std::source_location& where) { scheduler().wait_for_grid(where); }
void arrive_at_cluster(const std::source_location& where) { scheduler().arrive_at_cluster(where); }
void wait_for_cluster(const std::source_location& where) { scheduler().wait_for_cluster(where); }
unsigned cluster_rank() { return scheduler().cluster_rank(); }
unsigned cluster_size() { return scheduler().cluster_size(); }
void* in_cluster(void* address, unsigned rank, const std::source_location& where) { return scheduler().in_cluster(address, rank, where); }
std::byte* dynamic_shared() { return scheduler().dynamic_shared(); }
const LaneValues& exchange(std::uint32_t mask, std::uint64_t value, const std::source_location& where) {
  return scheduler().exchange(mask, value, where);
}
unsigned lane() { return scheduler().lane(); }

int new_shared_array() {
  static int count = 0;
  return count++;
}
void* shared_array(int number, std::size_t bytes) { return scheduler().shared_array(number, bytes); }

}  // namespace inkgrad::cuda_emulator
