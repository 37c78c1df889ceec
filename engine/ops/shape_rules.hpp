#pragma once

#include "engine/ops/op.hpp"

/// Shape rules of the op table: types and shapes of the results from those of the inputs. Each throws Error
/// if the inputs do not fit.
namespace inkgrad::shape_rules {

using Metas = std::vector<TensorMeta>;
using MetaSpan = std::span<const TensorMeta>;

Metas same(MetaSpan in, const Attributes& attributes);
Metas cast(MetaSpan in, const Attributes& attributes);
Metas broadcast(MetaSpan in, const Attributes& attributes);
Metas pow(MetaSpan in, const Attributes& attributes);
Metas compare(MetaSpan in, const Attributes& attributes);
Metas where(MetaSpan in, const Attributes& attributes);
Metas sum(MetaSpan in, const Attributes& attributes);
Metas amax(MetaSpan in, const Attributes& attributes);
Metas argmax(MetaSpan in, const Attributes& attributes);
Metas matmul(MetaSpan in, const Attributes& attributes);
Metas linear(MetaSpan in, const Attributes& attributes);
Metas conv2d(MetaSpan in, const Attributes& attributes);
Metas max_pool2d(MetaSpan in, const Attributes& attributes);
Metas avg_pool2d(MetaSpan in, const Attributes& attributes);
Metas one_hot(MetaSpan in, const Attributes& attributes);
Metas pick_class(MetaSpan in, const Attributes& attributes);
Metas cross_entropy(MetaSpan in, const Attributes& attributes);
Metas dropout(MetaSpan in, const Attributes& attributes);
Metas batch_norm(MetaSpan in, const Attributes& attributes);
Metas batch_norm_backward(MetaSpan in, const Attributes& attributes);
Metas batch_places(MetaSpan in, const Attributes& attributes);
Metas gather_batch(MetaSpan in, const Attributes& attributes);
Metas augment_batch(MetaSpan in, const Attributes& attributes);
Metas cat(MetaSpan in, const Attributes& attributes);
Metas index_select(MetaSpan in, const Attributes& attributes);
Metas slice_backward(MetaSpan in, const Attributes& attributes);
Metas transpose(MetaSpan in, const Attributes& attributes);
Metas slice(MetaSpan in, const Attributes& attributes);
/// The first input's type with attributes.shape.
Metas given_shape(MetaSpan in, const Attributes& attributes);

}  // namespace inkgrad::shape_rules
