;; Finds dirty pages inside the emulator's own memory. All addresses are multiples of 16.
(module
  (import "v86" "memory" (memory 1))

  ;; Compares `pages` pages at $page with their shadow copies. Marks those that differ in $map (a byte a
  ;; page, the first for the first page compared) unless they are marked already, notes that their
  ;; writer is unknown (0) in $writers, and refreshes their shadow copies.
  (func (export "mark_changed")
    (param $page i32) (param $shadow i32) (param $pages i32) (param $map i32) (param $writers i32)
    (local $at i32) (local $index i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $index) (local.get $pages)))
        (local.set $at (i32.const 0))
        (block $same
          (block $differs
            (loop $blocks
              (br_if $differs
                (v128.any_true
                  (v128.or
                    (v128.or
                      (v128.xor
                        (v128.load (i32.add (local.get $page) (local.get $at)))
                        (v128.load (i32.add (local.get $shadow) (local.get $at))))
                      (v128.xor
                        (v128.load offset=16 (i32.add (local.get $page) (local.get $at)))
                        (v128.load offset=16 (i32.add (local.get $shadow) (local.get $at)))))
                    (v128.or
                      (v128.xor
                        (v128.load offset=32 (i32.add (local.get $page) (local.get $at)))
                        (v128.load offset=32 (i32.add (local.get $shadow) (local.get $at))))
                      (v128.xor
                        (v128.load offset=48 (i32.add (local.get $page) (local.get $at)))
                        (v128.load offset=48 (i32.add (local.get $shadow) (local.get $at))))))))
              (local.set $at (i32.add (local.get $at) (i32.const 64)))
              (br_if $blocks (i32.lt_u (local.get $at) (i32.const 4096))))
            (br $same))
          (memory.copy (local.get $shadow) (local.get $page) (i32.const 4096))
          (if (i32.eqz (i32.load8_u (i32.add (local.get $map) (local.get $index))))
            (then
              (i32.store8 (i32.add (local.get $map) (local.get $index)) (i32.const 1))
              (i32.store
                (i32.add (local.get $writers) (i32.shl (local.get $index) (i32.const 2)))
                (i32.const 0)))))
        (local.set $page (i32.add (local.get $page) (i32.const 4096)))
        (local.set $shadow (i32.add (local.get $shadow) (i32.const 4096)))
        (local.set $index (i32.add (local.get $index) (i32.const 1)))
        (br $next))))

  ;; Lists the marked pages among `pages` (a multiple of 16) in ascending order as u32 at $list, and
  ;; clears their marks. Returns how many there are.
  (func (export "take_marked") (param $map i32) (param $pages i32) (param $list i32) (result i32)
    (local $index i32) (local $end i32) (local $out i32)
    (local.set $out (local.get $list))
    (block $done
      (loop $groups
        (br_if $done (i32.ge_u (local.get $index) (local.get $pages)))
        (local.set $end (i32.add (local.get $index) (i32.const 16)))
        (if (v128.any_true (v128.load (i32.add (local.get $map) (local.get $index))))
          (then
            (loop $each
              (if (i32.load8_u (i32.add (local.get $map) (local.get $index)))
                (then
                  (i32.store (local.get $out) (local.get $index))
                  (local.set $out (i32.add (local.get $out) (i32.const 4)))))
              (local.set $index (i32.add (local.get $index) (i32.const 1)))
              (br_if $each (i32.lt_u (local.get $index) (local.get $end))))
            (v128.store
              (i32.add (local.get $map) (i32.sub (local.get $end) (i32.const 16)))
              (v128.const i64x2 0 0))))
        (local.set $index (local.get $end))
        (br $groups)))
    (i32.shr_u (i32.sub (local.get $out) (local.get $list)) (i32.const 2))))
