//! What `std` would bring: an allocator, and an end to a panic.

use core::panic::PanicInfo;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// A panic is a trap: JavaScript sees a `RuntimeError` and drops the instance. There is nobody here to read a
/// message, and the code that writes one is larger than the lookup.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
